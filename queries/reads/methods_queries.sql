-- One row per SQL file of the build.
-- key: name
select name, sql
from meta_query
order by name
