-- One row per finding, department, region and quarter: returns whose rate contradicts their counts, or whose counts cannot be.
-- key: finding, department_code, region_code, quarter
-- looks up: stg_submission
-- Rates are sent rounded: a difference of one point is let pass.
with odd as (
    select
        n._submission_id, n.department_code, n.region_code,
        case
            when n.numerator < 0 or n.denominator < 0
                or (i.ceiling is not null and n.numerator > i.ceiling * n.denominator) then 'return_out_of_range'
            when i.ceiling is not null and (n.value < 0 or n.value > i.ceiling) then 'return_out_of_range'
            when n.denominator > 0 and abs(n.value - n.numerator / n.denominator) > 0.01 then 'return_contradicts_itself'
        end as finding
    from stg_returns as n
    join ref_indicator as i on i.indicator = n.indicator
)
select o.finding, 'returns' as feed, o.department_code, o.region_code, q.quarter, count(*) as n_rows
from odd as o
left join stg_submission as q on q.submission_id = o._submission_id
where o.finding is not null
group by o.finding, o.department_code, o.region_code, q.quarter
