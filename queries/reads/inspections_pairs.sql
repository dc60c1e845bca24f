-- One row per quarter, region and pair of departments that visited the same entities of it within 30 days of each other.
-- key: quarter, region_code, department_a, department_b
select quarter, region_code, department_a, department_b, n_entities
from agg_inspection_pair
order by quarter, region_code, n_entities desc, department_a, department_b
