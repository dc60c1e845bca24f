-- One row per indicator and quarter of the last years in the chosen region and department: for the sparklines.
-- key: indicator, quarter
select indicator, quarter, value
from stat_judgement
where plan = $plan and region_code = $region and department_code = $department and quarter > $spark_from and quarter <= $quarter
order by indicator, quarter
