-- One row: offices in the chosen region tested, and those whose visits fall with risk (named or not).
-- key: n_tested
select count(*) as n_tested, count(*) filter (where g.state = 'inverted' and g.q_trend > 0.05) as n_unnamed
from stat_gradient as g
inner join ref_region_ancestor as a on a.region_code = g.region_code and a.ancestor_code = $region
where
    g.quarter = $quarter and g.asked = 'ratio' and g.department_code <> '*' and ($department = '*' or g.department_code = $department)
    and g.state in ('rising', 'inverted', 'no_evidence')
