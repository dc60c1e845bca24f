-- One row per plan, leg, act, quarter, region of every level and department ('*'), counted by state.
-- key: plan, leg, act, quarter, region_code, department_code
-- by: quarter
select *
from agg_timeliness
