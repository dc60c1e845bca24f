-- One row per measure, list, grade, department and region that occur together: a whole number to group by instead of five words.
-- key: cell
select
    row_number() over (order by measure_code, list, grade, department_code, region_code) as cell,
    measure_code, list, grade, department_code, region_code,
    dense_rank() over (order by measure_code) as measure, dense_rank() over (order by department_code) as department
from (
    select distinct m.measure_code, l.list, l.grade, m.department_code, m.region_code
    from stg_measures as m
    join fct_listing as l on l.listing_id = m.listing_id
) as c
