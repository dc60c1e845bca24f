-- One row per office of the quarter that was drawn more or less often than those beside it, most certain first.
-- key: region_code, department_code
-- Where a city's parts differ from one another, it is the part that differs from the rest that is named.
select region_code, department_code, n_draws, n_frame, n_drawn, expected, p, q
from stat_draw
where quarter = $quarter and tier = '*' and department_code <> '*' and state = 'not_random' and compared = 'rest'
order by q, p, region_code, department_code
