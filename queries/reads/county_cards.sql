-- One row per card: what its numerator counts, which way is good, and how few cases are too few.
-- key: indicator
select indicator, numerator_zh, numerator_en, direction, least_denominator
from ref_indicator
order by indicator
