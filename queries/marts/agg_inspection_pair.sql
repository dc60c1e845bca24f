-- One row per quarter, region of every level and pair of departments (a < b by code) that could have gone together.
-- key: quarter, region_code, department_a, department_b
-- Cumulative from 1 January; an entity counts once a year and pair.
with first_time as (
    select
        entity_number, year,
        least(department_code, other_department) as department_a,
        greatest(department_code, other_department) as department_b,
        home_code,
        min(number) as number
    from fct_inspection_repeat
    group by entity_number, year, home_code, least(department_code, other_department), greatest(department_code, other_department)
)
select q.quarter, a.ancestor_code as region_code, f.department_a, f.department_b, count(*) as n_entities
from first_time as f
join ref_region_ancestor as a on a.region_code = f.home_code
join dim_inspection_quarter as q on q.year = f.year and q.number >= f.number
group by q.quarter, a.ancestor_code, f.department_a, f.department_b
