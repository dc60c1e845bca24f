-- One row per quarter and kind of commitment in the region and all below it, of the chosen department or all.
-- key: quarter, kind
select
    c.quarter, c.kind,
    sum(c.n_signed)::bigint as n_signed, sum(c.n_published)::bigint as n_published,
    sum(c.n_with_handling)::bigint as n_with_handling, sum(c.n_at_once)::bigint as n_at_once,
    sum(c.n_papers_to_follow)::bigint as n_papers_to_follow, sum(c.n_ordinary)::bigint as n_ordinary,
    sum(c.n_papers_complete)::bigint as n_papers_complete, sum(c.n_papers_due)::bigint as n_papers_due,
    sum(c.n_papers_in_time)::bigint as n_papers_in_time, sum(c.n_papers_late)::bigint as n_papers_late,
    sum(c.n_papers_missing)::bigint as n_papers_missing, sum(c.n_papers_open)::bigint as n_papers_open,
    sum(c.n_papers_without_limit)::bigint as n_papers_without_limit, sum(c.n_without_term)::bigint as n_without_term,
    sum(c.n_running)::bigint as n_running, sum(c.n_due)::bigint as n_due, sum(c.n_due_checked)::bigint as n_due_checked,
    sum(c.n_due_kept)::bigint as n_due_kept, sum(c.n_due_broken)::bigint as n_due_broken,
    sum(c.n_checked_early)::bigint as n_checked_early, sum(c.n_found)::bigint as n_found,
    sum(c.n_found_without_term)::bigint as n_found_without_term, sum(c.n_kept)::bigint as n_kept,
    sum(c.n_broken)::bigint as n_broken, sum(c.n_handled)::bigint as n_handled, sum(c.n_shared)::bigint as n_shared,
    sum(c.n_shared_before)::bigint as n_shared_before, sum(c.n_outcome_unchecked)::bigint as n_outcome_unchecked,
    sum(c.n_checked_without_outcome)::bigint as n_checked_without_outcome
from agg_commitment as c
inner join ref_region_ancestor as p on p.region_code = c.region_code and p.ancestor_code = $region
where $department = '*' or c.department_code = $department
group by c.quarter, c.kind
order by c.quarter, c.kind
