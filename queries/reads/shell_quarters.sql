-- One row per quarter of the plan with at least one value.
-- key: quarter
select quarter
from stat_judgement
where plan = $plan
group by quarter
having count(value) > 0
order by quarter desc
