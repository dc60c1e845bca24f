-- One row per level of region and way of cutting the measures: which of measure, list, grade and department are single.
-- key: region_level, one_measure, one_list, one_grade, one_department
-- Grade and department never both; in counties, where little is left of a cell, at most one of the four.
select l.region_level, m.one as one_measure, k.one as one_list, g.one_grade, g.one_department
from (select distinct ancestor_level as region_level from ref_region_ancestor) as l
cross join (values (false), (true)) as m (one)
cross join (values (false), (true)) as k (one)
cross join (values (false, false), (true, false), (false, true)) as g (one_grade, one_department)
where
    l.region_level <> 'county'
    or cast(m.one as integer) + cast(k.one as integer) + cast(g.one_grade as integer) + cast(g.one_department as integer) <= 1
