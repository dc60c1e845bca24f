-- One row per dated deliverable or stage of the plan.
-- key: milestone
select milestone, kind, group_zh, group_en, title_zh, title_en, due_on, wording, clause, quote
from ref_milestone
where plan = $plan
order by due_on nulls last, milestone
