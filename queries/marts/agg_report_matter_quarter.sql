-- One row per quarter of decision, region and department: kinds of matter the plans name in which it was said whether a credit
-- report was used, and those in which one was.
-- key: quarter, region_code, department_code
select
    quarter, region_code, department_code,
    count(*) as n_matters,
    count(*) filter (where n_report_used > 0) as n_matters_with_report
from agg_credit_check_office
where matter <> 'unlisted' and n_report_stated > 0
group by quarter, region_code, department_code
