-- One row per quarter, kind ('*': all), region of every level and department ('*': all): the offices' counts, added up.
-- key: quarter, kind, region_code, department_code
with placed as (
    select o.*, a.ancestor_code as place
    from agg_commitment_office as o
    join ref_region_ancestor as a on a.region_code = o.region_code
),
keepers as (
    select *, department_code as keeper from placed
    union all
    select *, '*' as keeper from placed
),
parts as (
    select *, kind as part from keepers
    union all
    select *, '*' as part from keepers
)
select
    quarter, part as kind, place as region_code, keeper as department_code,
    cast(sum(n_signed) as bigint) as n_signed, cast(sum(n_published) as bigint) as n_published,
    cast(sum(n_with_handling) as bigint) as n_with_handling, cast(sum(n_at_once) as bigint) as n_at_once,
    cast(sum(n_papers_to_follow) as bigint) as n_papers_to_follow, cast(sum(n_ordinary) as bigint) as n_ordinary,
    cast(sum(n_papers_complete) as bigint) as n_papers_complete, cast(sum(n_papers_due) as bigint) as n_papers_due,
    cast(sum(n_papers_in_time) as bigint) as n_papers_in_time, cast(sum(n_papers_late) as bigint) as n_papers_late,
    cast(sum(n_papers_missing) as bigint) as n_papers_missing, cast(sum(n_papers_open) as bigint) as n_papers_open,
    cast(sum(n_papers_without_limit) as bigint) as n_papers_without_limit,
    cast(sum(n_without_term) as bigint) as n_without_term, cast(sum(n_running) as bigint) as n_running,
    cast(sum(n_unreported) as bigint) as n_unreported, cast(sum(n_due) as bigint) as n_due,
    cast(sum(n_due_checked) as bigint) as n_due_checked, cast(sum(n_due_kept) as bigint) as n_due_kept,
    cast(sum(n_due_broken) as bigint) as n_due_broken, cast(sum(n_checked_early) as bigint) as n_checked_early,
    cast(sum(n_found) as bigint) as n_found, cast(sum(n_found_without_term) as bigint) as n_found_without_term,
    cast(sum(n_kept) as bigint) as n_kept, cast(sum(n_broken) as bigint) as n_broken,
    cast(sum(n_handled) as bigint) as n_handled, cast(sum(n_shared) as bigint) as n_shared,
    cast(sum(n_shared_before) as bigint) as n_shared_before,
    cast(sum(n_outcome_unchecked) as bigint) as n_outcome_unchecked,
    cast(sum(n_checked_without_outcome) as bigint) as n_checked_without_outcome
from parts
group by quarter, part, place, keeper
