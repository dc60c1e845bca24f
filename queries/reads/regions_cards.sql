-- One row per card, with the files it is counted from.
-- key: indicator
select indicator, feeds, origin
from ref_indicator
