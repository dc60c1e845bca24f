-- One row per list, grade, department and region that occur together: a whole number to group by instead of four words.
-- key: cell
select
    row_number() over (order by list, grade, department_code, region_code) as cell, list, grade, department_code, region_code
from (
    select distinct list, coalesce(grade, 'unstated') as grade, department_code, region_code from stg_listings
) as c
