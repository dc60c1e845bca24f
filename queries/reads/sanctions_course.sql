-- One row per group and month around the measure.
-- key: group_code, month
select group_code, month, n, rate
from agg_effect_course
where quarter = $told and region_code = $root and measure_code = $measure
order by group_code, month
