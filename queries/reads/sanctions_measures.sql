-- One row per window, list, grade, department and measure ('*' in each: all) of the chosen region and quarter.
-- Read whole and cut in the page's reads: whatever department, list, grade or window is chosen, the same few hundred rows serve.
-- key: n_quarters, list, grade, department_code, measure_code
select * exclude (quarter, region_code)
from stat_measure
where quarter = $quarter and region_code = $region
order by n_quarters, list, grade, department_code, measure_code
