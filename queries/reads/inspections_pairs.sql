-- One row per pair of departments that visited the same entities of the chosen region within 30 days of each other.
-- key: department_a, department_b
select department_a, department_b, n_entities
from agg_inspection_pair
where quarter = $quarter and region_code = $region and ($department = '*' or $department in (department_a, department_b))
order by n_entities desc, department_a, department_b
