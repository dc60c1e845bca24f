-- One row per indicator of the catalogue counted from visits, bands or draws.
-- key: indicator
select indicator, name_zh, name_en, aggregate
from ref_indicator
where list_has_any(string_split(feeds, ','), ['inspections', 'inspection_plans', 'draws'])
order by position, indicator
