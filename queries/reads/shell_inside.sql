-- One row per region code in the chosen region, itself among them.
-- key: region_code
select region_code
from ref_region_ancestor
where ancestor_code = $region
