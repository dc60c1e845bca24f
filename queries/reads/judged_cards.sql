-- One row per card of the catalogue, mechanism by mechanism.
-- key: indicator
select indicator, name_zh, name_en, mechanism, mechanism_zh, mechanism_en, unit, direction, aggregate, is_core
from ref_indicator
order by mechanism, len(indicator), indicator
