-- One row per quarter of the plan with at least one value; of a plan without any figure, every quarter it is followed in.
-- key: quarter
with judged as (
    select quarter, count(value) as n_values from stat_judgement where plan = $plan group by quarter
)
select quarter
from judged
where n_values > 0 or (select max(n_values) from judged) = 0
order by quarter desc
