-- One row per SQL file behind this page: the marts first, then the staging of their feeds.
-- key: name
select name, sql
from meta_query
where
    regexp_matches(name, '^(agg|fct)_(rights|dispute|standing_measure|public_record|objection|repair|wrong_listing)')
    or name in ('dim_grace', 'dim_repair_period', 'stg_objections', 'stg_repairs')
order by name like 'stg_%', name
