-- One row per quarter, kind, region of every level and department ('*': all together): the offices' counts, added up.
-- key: quarter, kind, region_code, department_code
with placed as (
    select o.*, a.ancestor_code as place
    from agg_commitment_office as o
    join ref_region_ancestor as a on a.region_code = o.region_code
),
kept as (
    select *, department_code as keeper from placed
    union all
    select *, '*' as keeper from placed
)
select
    quarter, kind, place as region_code, keeper as department_code,
    sum(n_signed) as n_signed, sum(n_published) as n_published, sum(n_with_handling) as n_with_handling,
    sum(n_at_once) as n_at_once, sum(n_papers_to_follow) as n_papers_to_follow, sum(n_ordinary) as n_ordinary,
    sum(n_papers_complete) as n_papers_complete, sum(n_papers_due) as n_papers_due,
    sum(n_papers_in_time) as n_papers_in_time, sum(n_papers_late) as n_papers_late,
    sum(n_papers_missing) as n_papers_missing, sum(n_papers_open) as n_papers_open,
    sum(n_papers_without_limit) as n_papers_without_limit, sum(n_without_term) as n_without_term,
    sum(n_running) as n_running, sum(n_unreported) as n_unreported, sum(n_due) as n_due,
    sum(n_due_checked) as n_due_checked, sum(n_due_kept) as n_due_kept,
    sum(n_due_broken) as n_due_broken, sum(n_checked_early) as n_checked_early, sum(n_found) as n_found,
    sum(n_found_without_term) as n_found_without_term, sum(n_kept) as n_kept, sum(n_broken) as n_broken,
    sum(n_handled) as n_handled, sum(n_shared) as n_shared, sum(n_shared_before) as n_shared_before,
    sum(n_outcome_unchecked) as n_outcome_unchecked, sum(n_checked_without_outcome) as n_checked_without_outcome
from kept
group by quarter, kind, place, keeper
