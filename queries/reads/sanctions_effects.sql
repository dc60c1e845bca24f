-- One row per measure, design and outcome, for the whole jurisdiction.
-- key: measure_code, design, outcome
select * exclude (quarter, region_code)
from stat_effect
where quarter = $told and region_code = $root
order by measure_code, design, outcome
