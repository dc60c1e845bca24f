-- One row per office inside the chosen region that was drawn more or less often than those beside it, most certain first.
-- key: region_code, department_code
-- Where a city's parts differ from one another, it is the part that differs from the rest that is named.
select d.region_code, d.department_code, d.n_draws, d.n_frame, d.n_drawn, d.expected, d.p, d.q
from stat_draw as d
inner join ref_region_ancestor as a on a.region_code = d.region_code and a.ancestor_code = $region
where
    d.quarter = $quarter and d.tier = '*' and d.department_code <> '*' and ($department = '*' or d.department_code = $department)
    and d.state = 'not_random' and d.compared = 'rest'
order by d.q, d.p, d.region_code, d.department_code
