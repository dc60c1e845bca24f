-- One row per SQL file behind this page.
-- key: name
select name, sql
from meta_query
where
    name in ('fct_inspection', 'stg_inspections', 'stg_inspection_plans', 'stg_draws')
    or regexp_matches(name, 'inspection|gradient|hit_rate|draw')
order by name
