-- One row per year's end looked ahead to: where the chosen region is heading over all its departments.
-- key: horizon_quarter
select *
from stat_outlook
where indicator = $indicator and region_code = $region and family = 'region'
order by horizon_quarter
