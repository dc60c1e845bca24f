-- One row per dated target that holds for the chosen office: its own, its region's, its department's or the whole plan's.
select
    target_on, comparator, value, kind, force, scope_zh, scope_en, baseline, baseline_on, clause, quote, more_clauses,
    from_pack, is_demo, region_code, department_code
from ref_target
where
    plan = $plan and indicator = $indicator and (region_code is null or region_code = $region)
    and (department_code is null or department_code = $department)
order by target_on nulls last, clause
