-- One row per SQL file behind this page: the marts first, then the staging of their feeds.
-- key: name
select name, sql
from meta_query
where
    regexp_matches(name, '^agg_(commitment|credit_check|interview|proactive|green_channel)')
    or name in ('stg_commitments', 'stg_credit_checks', 'stg_interviews')
order by name like 'stg_%', name
