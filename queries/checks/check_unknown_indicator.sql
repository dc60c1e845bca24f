-- One row per department, region and quarter: returns of an indicator without a card.
-- key: department_code, region_code, quarter
-- looks up: stg_submission
select
    'unknown_indicator' as finding, 'returns' as feed, n.department_code, n.region_code, q.quarter, count(*) as n_rows
from stg_returns as n
left join ref_indicator as i on i.indicator = n.indicator
left join stg_submission as q on q.submission_id = n._submission_id
where i.indicator is null
group by n.department_code, n.region_code, q.quarter
