-- One row per SQL file behind this page: the marts first, then the staging of their feeds.
-- key: name
select name, sql
from meta_query
where
    regexp_matches(name, '(listing|measure|survival|effect|sanction|reoffend|relist)') and not starts_with(name, 'stg_')
    or name in ('stg_listings', 'stg_measures')
order by name like 'stg_%', name
