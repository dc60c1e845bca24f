-- One row per department, region and quarter: returns set aside because one file gives two different figures for one cell.
-- key: department_code, region_code, quarter
-- looks up: stg_submission
-- No department can conflict over a return's key, so a key that was sent and is not in staging was contradicted.
with missing as (
    select n._submission_id, n.department_code, n.region_code
    from raw_returns as n
    left join stg_region as r on r.region_code = n.region_code
    left join stg_returns as s on
        s.indicator = n.indicator
        and s.period = n.period
        and s.region_code = coalesce(r.present_code, n.region_code)
        and s.department_code = n.department_code
    where s.indicator is null
)
select 'return_sent_twice' as finding, 'returns' as feed, m.department_code, m.region_code, q.quarter, count(*) as n_rows
from missing as m
left join stg_submission as q on q.submission_id = m._submission_id
group by m.department_code, m.region_code, q.quarter
