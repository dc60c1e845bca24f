-- One row per leg, act, region and department of the chosen region in the chosen quarter: what the tables are cut from.
-- key: leg, act, region_code, department_code
select t.*
from stat_timeliness as t
join ref_region_ancestor as a on a.region_code = t.region_code
where t.plan = $plan and t.quarter = $quarter and a.ancestor_code = $region and ($department = '*' or t.department_code = $department)
order by t.leg, t.act, t.region_code, t.department_code
