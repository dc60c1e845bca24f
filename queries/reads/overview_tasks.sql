-- One row per quarter and department: how many tasks it owns, how many of them it reports done, and how many are late.
-- key: quarter, department_code
select
    quarter, department_code, count(*)::integer as n_owners, (count(*) filter (is_done))::integer as n_done,
    (count(*) filter (is_late and not is_done))::integer as n_late
from agg_task
where plan = $plan
group by quarter, department_code
order by quarter, department_code
