-- One row per present region and each region it lies in, itself included.
-- key: region_code, ancestor_code
select region_code, ancestor_code
from ref_region_ancestor
