-- One row per office that reports removals: department and region of decisions taken off line.
-- key: department_code, region_code
-- by: department_code
select distinct department_code, region_code
from stg_decisions
where unpublished_on is not null
