-- One row per file of a feed that names entities: its records by what stood in their code column.
-- key: submission_id
-- by: submission_id
-- A record is a row kept, or refused for its code alone. n_without is no fault in itself: an act towards a natural person has
-- no code; a filler or an empty cell where a code must stand is. A code is double where the register has it twice.
with sent as (
    select submission_id, feed, coalesce(department_code, '*') as department_code, quarter, kept
    from stg_submission
    where feed in ('entities', 'grades', 'archives', 'commitments', 'decisions', 'inspections', 'listings', 'interviews')
),
refused as (
    select
        submission_id,
        sum(case when rule in ('credit_code_length', 'credit_code_letters', 'credit_code_check') then n_rows else 0 end) as n_wrong,
        sum(case when rule = 'credit_code_filler' or (rule = 'required' and column_name = 'entity_id') then n_rows else 0 end)
            as n_without,
        sum(case when rule = 'key_conflict' then n_rows else 0 end) as n_conflict
    from stg_problem
    group by submission_id
),
nameless as (
    select _submission_id, count(*) as n_rows from raw_decisions where entity_id is null group by _submission_id
)
select
    s.submission_id, s.feed, s.department_code, s.quarter,
    s.kept - coalesce(n.n_rows, 0) - coalesce(c.n_rows, 0) as n_coded,
    coalesce(n.n_rows, 0) + coalesce(r.n_without, 0) as n_without,
    coalesce(r.n_wrong, 0) as n_wrong,
    coalesce(c.n_rows, 0) + case when s.feed = 'entities' then coalesce(r.n_conflict, 0) else 0 end as n_double
from sent as s
left join refused as r on r.submission_id = s.submission_id
left join nameless as n on n._submission_id = s.submission_id
left join fct_claimed_code as c on c._submission_id = s.submission_id
