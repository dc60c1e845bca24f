-- One row per dated target of the plan; region_code or department_code set: for that office only.
select
    indicator, target_on, comparator, value, kind, force, scope_zh, scope_en, baseline, baseline_on, clause, quote, more_clauses,
    from_pack, is_demo, region_code, department_code
from ref_target
where plan = $plan
order by target_on nulls last, clause
