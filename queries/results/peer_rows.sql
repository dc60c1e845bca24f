-- One row per region of a jurisdiction, in the order that settles equal distances.
-- key: root_code, region_code
select *
from agg_region_structure
order by root_code, level, kind, region_code
