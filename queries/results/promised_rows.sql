-- One row per span (one quarter, or four that end with it and all kinds together), kind, region of every level and department ('*').
-- key: quarter, n_quarters, kind, region_code, department_code
-- Few cases a quarter say nothing: four of them together are what a picture over time can show.
with numbered as (
    select *, 4 * cast(substr(quarter, 1, 4) as integer) + cast(substr(quarter, 6, 1) as integer) as quarter_number
    from agg_commitment
)
select 1 as n_quarters, * exclude (quarter_number)
from numbered
union all by name
select
    4 as n_quarters, quarter, kind, region_code, department_code,
    cast(sum(n_signed) over year as bigint) as n_signed, cast(sum(n_published) over year as bigint) as n_published,
    cast(sum(n_with_handling) over year as bigint) as n_with_handling,
    cast(sum(n_at_once) over year as bigint) as n_at_once,
    cast(sum(n_papers_to_follow) over year as bigint) as n_papers_to_follow,
    cast(sum(n_ordinary) over year as bigint) as n_ordinary,
    cast(sum(n_papers_complete) over year as bigint) as n_papers_complete,
    cast(sum(n_papers_due) over year as bigint) as n_papers_due,
    cast(sum(n_papers_in_time) over year as bigint) as n_papers_in_time,
    cast(sum(n_papers_late) over year as bigint) as n_papers_late,
    cast(sum(n_papers_missing) over year as bigint) as n_papers_missing,
    cast(sum(n_papers_open) over year as bigint) as n_papers_open,
    cast(sum(n_papers_without_limit) over year as bigint) as n_papers_without_limit,
    cast(sum(n_without_term) over year as bigint) as n_without_term,
    cast(sum(n_running) over year as bigint) as n_running, cast(sum(n_unreported) over year as bigint) as n_unreported,
    cast(sum(n_due) over year as bigint) as n_due, cast(sum(n_due_checked) over year as bigint) as n_due_checked,
    cast(sum(n_due_kept) over year as bigint) as n_due_kept, cast(sum(n_due_broken) over year as bigint) as n_due_broken,
    cast(sum(n_checked_early) over year as bigint) as n_checked_early, cast(sum(n_found) over year as bigint) as n_found,
    cast(sum(n_found_without_term) over year as bigint) as n_found_without_term,
    cast(sum(n_kept) over year as bigint) as n_kept, cast(sum(n_broken) over year as bigint) as n_broken,
    cast(sum(n_handled) over year as bigint) as n_handled, cast(sum(n_shared) over year as bigint) as n_shared,
    cast(sum(n_shared_before) over year as bigint) as n_shared_before,
    cast(sum(n_outcome_unchecked) over year as bigint) as n_outcome_unchecked,
    cast(sum(n_checked_without_outcome) over year as bigint) as n_checked_without_outcome
from numbered
where kind = '*'
window year as (
    partition by region_code, department_code
    order by quarter_number
    range between 3 preceding and current row
)
