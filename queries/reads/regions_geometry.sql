-- The geometry of one version.
-- key: version
select any_value(geojson) as geojson
from ref_boundary
where version = $version
