-- One row per present region of the plan's jurisdiction and code or name it had before.
-- key: region_code, past_code, past_name_zh, until_on
select b.region_code, b.past_code, b.past_name_zh, b.past_name_en, b.until_on, b.change, b.note_zh, b.note_en
from ref_region_past as b
inner join ref_plan as p on p.plan = $plan
inner join ref_region_ancestor as a on a.region_code = b.region_code and a.ancestor_code = p.region_code
order by b.until_on desc, b.region_code, b.past_code
