-- One row per measure any plan names, the chosen plan's words first.
-- key: measure
select measure, arg_min(name_zh, (plan <> $plan, plan)) as name_zh, arg_min(name_en, (plan <> $plan, plan)) as name_en
from ref_measure
group by measure
