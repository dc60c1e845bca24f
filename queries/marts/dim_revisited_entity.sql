-- One row per entity and year in which it is visited more than once.
-- key: entity_number, year
-- Most entities are visited once a year: theirs is the first visit of any kind, and nothing has to be sorted to know it.
select entity_number, year
from fct_inspection
group by entity_number, year
having count(*) > 1
