-- One row per quarter, region and department ('*': all) with a figure: tiers, hits and whether the rate rises with risk.
-- key: quarter, region_code, department_code
select *
from agg_inspection_office
order by quarter, region_code, department_code
