-- One row per month, region and department of the visit: visits, and those another department's visit had come before within 30 days.
-- key: month, region_code, department_code
with counted as (
    select month, region_code, department_code, n_visits, 0 as n_mergeable
    from agg_inspection_visits_month
    union all
    select strftime(inspected_on, '%Y-%m'), region_code, department_code, 0, 1
    from fct_inspection_repeat
)
select month, region_code, department_code, sum(n_visits) as n_visits, sum(n_mergeable) as n_mergeable
from counted
group by month, region_code, department_code
