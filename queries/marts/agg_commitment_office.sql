-- One row per quarter, kind, region and department: commitments signed in the quarter, and those that came to be judged in it.
-- key: quarter, kind, region_code, department_code
-- looks up: stg_submission
-- What an office has not reported on yet is not undone: a limit counts as ended once the office has sent something since.
with last_sent as (
    select c.department_code, r.jurisdiction_code, max(m.received_on) as received_on
    from (select distinct department_code, region_code, _submission_id from stg_commitments) as c
    join stg_submission as m on m.submission_id = c._submission_id
    left join stg_region as r on r.region_code = c.region_code
    group by c.department_code, r.jurisdiction_code
),
seen as (
    -- what happened after the as-of date had not happened then
    select
        c.kind, c.region_code, c.department_code, c.signed_on, c.handling, c.papers_due_on, c.due_on, s.as_of,
        least(s.as_of, coalesce(l.received_on, s.as_of)) as known_until,
        case when c.published_on <= s.as_of then 1 else 0 end as is_published,
        case when c.papers_on <= s.as_of then c.papers_on end as papers_on,
        case when c.checked_on <= s.as_of then c.checked_on end as checked_on,
        -- an outcome belongs to its check: of a later check it is not known yet
        case when c.checked_on is null or c.checked_on <= s.as_of then c.outcome end as outcome,
        case when c.handled_on <= s.as_of then 1 else 0 end as is_handled,
        case when c.shared_on <= s.as_of then c.shared_on end as shared_on
    from stg_commitments as c
    cross join build_settings as s
    left join stg_region as r on r.region_code = c.region_code
    left join last_sent as l on l.department_code = c.department_code and l.jurisdiction_code = r.jurisdiction_code
    where c.signed_on <= s.as_of
),
judged as (
    -- A breach ends a promise the day it is found. One without a term is judged when somebody looks.
    select
        *,
        case
            when due_on is null then checked_on
            when outcome = 'broken' and checked_on < due_on then checked_on
            when due_on <= known_until then due_on
        end as judged_on
    from seen
),
signed as (
    select
        year(signed_on) as y, quarter(signed_on) as q, kind, region_code, department_code,
        count(*) as n_signed,
        sum(is_published) as n_published,
        count(handling) as n_with_handling,
        count(*) filter (where handling = 'at_once') as n_at_once,
        count(*) filter (where handling = 'papers_to_follow') as n_papers_to_follow,
        count(*) filter (where handling = 'ordinary') as n_ordinary,
        count(*) filter (where handling = 'papers_to_follow' and papers_due_on <= known_until) as n_papers_due,
        count(*) filter (
            where handling = 'papers_to_follow' and papers_due_on <= known_until and papers_on <= papers_due_on
        ) as n_papers_in_time,
        count(*) filter (
            where handling = 'papers_to_follow' and papers_due_on <= known_until and papers_on > papers_due_on
        ) as n_papers_late,
        count(*) filter (
            where handling = 'papers_to_follow' and papers_due_on <= known_until and papers_on is null
        ) as n_papers_missing,
        count(*) filter (where handling = 'papers_to_follow' and papers_due_on > known_until) as n_papers_open,
        count(*) filter (where handling = 'papers_to_follow' and papers_due_on is null) as n_papers_without_limit,
        count(*) filter (where due_on is null) as n_without_term,
        count(*) filter (where due_on > as_of and judged_on is null) as n_running,
        count(*) filter (where outcome is not null and checked_on is null) as n_outcome_unchecked,
        count(*) filter (where outcome is null and checked_on is not null) as n_checked_without_outcome
    from judged
    group by year(signed_on), quarter(signed_on), kind, region_code, department_code
),
followed as (
    select
        year(coalesce(judged_on, due_on)) as y, quarter(coalesce(judged_on, due_on)) as q, kind, region_code, department_code,
        count(*) filter (where judged_on is null) as n_unreported,
        count(due_on) filter (where judged_on is not null) as n_due,
        count(looked_on) filter (where due_on is not null) as n_due_checked,
        count(looked_on) filter (where due_on is not null and outcome = 'kept') as n_due_kept,
        count(looked_on) filter (where due_on is not null and outcome = 'broken') as n_due_broken,
        count(*) filter (where looked_on < due_on and outcome = 'kept') as n_checked_early,
        count(looked_on) filter (where outcome is not null) as n_found,
        count(looked_on) filter (where outcome is not null and due_on is null) as n_found_without_term,
        count(looked_on) filter (where outcome = 'kept') as n_kept,
        count(looked_on) filter (where outcome = 'broken') as n_broken,
        count(looked_on) filter (where outcome = 'broken' and is_handled = 1) as n_handled,
        count(*) filter (where outcome is not null and shared_on >= looked_on) as n_shared,
        count(*) filter (where outcome is not null and shared_on < looked_on) as n_shared_before
    from (select *, case when judged_on is not null then checked_on end as looked_on from judged) as j
    where judged_on is not null or due_on <= as_of
    group by year(coalesce(judged_on, due_on)), quarter(coalesce(judged_on, due_on)), kind, region_code, department_code
)
select
    cast(coalesce(s.y, f.y) as varchar) || 'Q' || cast(coalesce(s.q, f.q) as varchar) as quarter,
    coalesce(s.kind, f.kind) as kind,
    coalesce(s.region_code, f.region_code) as region_code,
    coalesce(s.department_code, f.department_code) as department_code,
    coalesce(s.n_signed, 0) as n_signed,
    coalesce(s.n_published, 0) as n_published,
    coalesce(s.n_with_handling, 0) as n_with_handling,
    coalesce(s.n_at_once, 0) as n_at_once,
    coalesce(s.n_papers_to_follow, 0) as n_papers_to_follow,
    coalesce(s.n_ordinary, 0) as n_ordinary,
    coalesce(s.n_at_once + s.n_ordinary, 0) as n_papers_complete,
    coalesce(s.n_papers_due, 0) as n_papers_due,
    coalesce(s.n_papers_in_time, 0) as n_papers_in_time,
    coalesce(s.n_papers_late, 0) as n_papers_late,
    coalesce(s.n_papers_missing, 0) as n_papers_missing,
    coalesce(s.n_papers_open, 0) as n_papers_open,
    coalesce(s.n_papers_without_limit, 0) as n_papers_without_limit,
    coalesce(s.n_without_term, 0) as n_without_term,
    coalesce(s.n_running, 0) as n_running,
    coalesce(f.n_unreported, 0) as n_unreported,
    coalesce(f.n_due, 0) as n_due,
    coalesce(f.n_due_checked, 0) as n_due_checked,
    coalesce(f.n_due_kept, 0) as n_due_kept,
    coalesce(f.n_due_broken, 0) as n_due_broken,
    coalesce(f.n_checked_early, 0) as n_checked_early,
    coalesce(f.n_found, 0) as n_found,
    coalesce(f.n_found_without_term, 0) as n_found_without_term,
    coalesce(f.n_kept, 0) as n_kept,
    coalesce(f.n_broken, 0) as n_broken,
    coalesce(f.n_handled, 0) as n_handled,
    coalesce(f.n_shared, 0) as n_shared,
    coalesce(f.n_shared_before, 0) as n_shared_before,
    coalesce(s.n_outcome_unchecked, 0) as n_outcome_unchecked,
    coalesce(s.n_checked_without_outcome, 0) as n_checked_without_outcome
from signed as s
full join followed as f on
    f.y = s.y and f.q = s.q and f.kind = s.kind and f.region_code = s.region_code and f.department_code = s.department_code
