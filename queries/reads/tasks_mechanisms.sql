-- One row per mechanism of the catalogue.
-- key: mechanism
select mechanism, min(mechanism_zh) as name_zh, min(mechanism_en) as name_en
from ref_indicator
group by mechanism
order by try_cast(substr(mechanism, 2) as integer), mechanism
