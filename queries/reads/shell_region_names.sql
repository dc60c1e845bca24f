-- One row per region code, present or withdrawn.
-- key: region_code
select region_code, min(name_zh) as name_zh, min(name_en) as name_en, min(level) as level, min(kind) as kind, min(parent_code) as parent_code
from ref_region
group by region_code
