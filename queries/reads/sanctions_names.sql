-- One row per measure any plan names, the chosen plan's own words first where several do.
-- key: measure
select
    measure,
    arg_min(name_zh, (plan <> $plan, plan)) as name_zh,
    arg_min(name_en, (plan <> $plan, plan)) as name_en,
    arg_min(kind, (plan <> $plan, plan)) as kind,
    arg_min(clause, (plan <> $plan, plan)) as clause,
    coalesce(bool_or(is_key) filter (where plan = $plan), false) as is_key
from ref_measure
group by measure
order by measure
