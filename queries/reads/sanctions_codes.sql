-- One row per measure a plan names or anybody sent.
-- key: measure_code
select measure as measure_code from ref_measure where plan = $plan
union
select measure_code from stat_effect
union
select measure_code from stat_measure where quarter = $quarter and region_code = $region and measure_code <> '*'
