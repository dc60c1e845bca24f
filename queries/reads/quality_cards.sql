-- One row per card of the catalogue: its name, where its figures come from, its place.
-- key: indicator
select indicator, name_zh, name_en, origin, position
from ref_indicator
