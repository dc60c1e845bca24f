-- One row per indicator and submission it draws on.
-- key: indicator, submission_id
with
by_feed as (
    select 'entities' as feed, _submission_id as submission_id, count(*) as n_rows from stg_entities group by _submission_id
    union all
    select 'grades', _submission_id, count(*) from stg_grades group by _submission_id
    union all
    select 'archives', _submission_id, count(*) from stg_archives group by _submission_id
    union all
    select 'decisions', _submission_id, count(*) from stg_decisions group by _submission_id
    union all
    select 'inspections', _submission_id, count(*) from stg_inspections group by _submission_id
    union all
    select 'task_reports', _submission_id, count(*) from stg_task_reports group by _submission_id
    union all
    select 'commitments', _submission_id, count(*) from stg_commitments group by _submission_id
    union all
    select 'draws', _submission_id, count(*) from stg_draws group by _submission_id
    union all
    select 'listings', _submission_id, count(*) from stg_listings group by _submission_id
    union all
    select 'measures', _submission_id, count(*) from stg_measures group by _submission_id
    union all
    select 'repairs', _submission_id, count(*) from stg_repairs group by _submission_id
    union all
    select 'objections', _submission_id, count(*) from stg_objections group by _submission_id
    union all
    select 'interviews', _submission_id, count(*) from stg_interviews group by _submission_id
    union all
    select 'credit_checks', _submission_id, count(*) from stg_credit_checks group by _submission_id
    union all
    select 'inspection_plans', _submission_id, count(*) from stg_inspection_plans group by _submission_id
),
returned as (
    select indicator, _submission_id as submission_id, count(*) as n_rows from stg_returns group by indicator, _submission_id
)
select i.indicator, f.submission_id, f.n_rows
from ref_indicator as i
inner join by_feed as f on ',' || i.feeds || ',' like '%,' || f.feed || ',%'
where i.origin <> 'return'
union all
select r.indicator, r.submission_id, r.n_rows
from returned as r
inner join ref_indicator as i on i.indicator = r.indicator
