-- One row per measure code the catalogue is known to allow.
-- key: measure_code
select measure_code, item_zh, item_en, source, is_source_verified
from ref_catalogue_measure
order by item_zh, measure_code
