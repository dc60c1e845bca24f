-- One row per pair of files of which the later replaced rows of the earlier, or contradicted another department's.
-- key: feed, kind, old_submission_id, new_submission_id
-- by: feed
with sent as (
    select 'decisions' as feed, row_key, is_claimed_twice as is_claimed_twice, _submission_id, _position from again_decisions
    union all
    select 'inspections', row_key, is_claimed_twice, _submission_id, _position from again_inspections
    union all
    select 'entities', row_key, is_claimed_twice, _submission_id, _position from again_entities
    union all
    select 'grades', row_key, is_claimed_twice, _submission_id, _position from again_grades
    union all
    select 'archives', row_key, false, _submission_id, _position from again_archives
    union all
    select 'task_reports', row_key, false, _submission_id, _position from again_task_reports
    union all
    select 'commitments', row_key, is_claimed_twice, _submission_id, _position from again_commitments
    union all
    select 'draws', row_key, is_claimed_twice, _submission_id, _position from again_draws
    union all
    select 'listings', row_key, is_claimed_twice, _submission_id, _position from again_listings
    union all
    select 'measures', row_key, is_claimed_twice, _submission_id, _position from again_measures
    union all
    select 'repairs', row_key, is_claimed_twice, _submission_id, _position from again_repairs
    union all
    select 'objections', row_key, is_claimed_twice, _submission_id, _position from again_objections
    union all
    select 'interviews', row_key, is_claimed_twice, _submission_id, _position from again_interviews
    union all
    select 'credit_checks', row_key, is_claimed_twice, _submission_id, _position from again_credit_checks
    union all
    select 'returns', row_key, false, _submission_id, _position from again_returns
    union all
    select
        'inspection_plans', department_code || '|' || region_code || '|' || year || '|' || scheme || '|' || tier,
        false, _submission_id, _position
    from raw_inspection_plans
),
lasts as (
    -- the last version of a key: no two files of a feed have one position
    select feed, row_key, max(_position) as last_position, max_by(_submission_id, _position) as last_submission_id
    from sent
    group by feed, row_key
)
select
    v.feed,
    case when v.is_claimed_twice then 'conflict' else 'replaced' end as kind,
    v._submission_id as old_submission_id,
    n.last_submission_id as new_submission_id,
    count(*) as n_rows
from sent as v
join lasts as n on n.feed = v.feed and n.row_key = v.row_key
where v._position < n.last_position
group by v.feed, case when v.is_claimed_twice then 'conflict' else 'replaced' end, v._submission_id, n.last_submission_id
