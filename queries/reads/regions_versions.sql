-- One row per geometry of the snapshot.
-- key: version
select distinct version
from ref_boundary
where version is not null
