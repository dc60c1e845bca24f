-- One row per state and delay of one leg and act begun in the chosen quarter, region (and all within) and department (or all).
-- key: state, delay_days
select d.state, d.delay_days, sum(d.n_acts) as n_acts
from agg_delay as d
join ref_region_ancestor as a on a.region_code = d.region_code
where d.plan = $plan and d.quarter = $quarter and d.leg = $leg and d.act = $act
    and a.ancestor_code = $region and ($department = '*' or d.department_code = $department)
group by d.state, d.delay_days
order by d.delay_days, d.state
