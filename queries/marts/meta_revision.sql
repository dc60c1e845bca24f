-- One row per pair of files of which the later replaced rows of the earlier, or contradicted another department's.
-- key: feed, kind, old_submission_id, new_submission_id
with sent as (
    select
        'decisions' as feed, decision_id || '|' || act as row_key, coalesce(department_code, _department) as sender,
        _submission_id, _position
    from raw_decisions
    union all
    select 'inspections', inspection_id, coalesce(department_code, _department), _submission_id, _position
    from raw_inspections
    union all
    select 'entities', entity_id, _department, _submission_id, _position
    from raw_entities
    union all
    select 'grades', entity_id || '|' || scheme || '|' || cast(valid_from as varchar), _department, _submission_id, _position
    from raw_grades
    union all
    select 'archives', entity_id || '|' || archive_kind || '|' || department_code, cast(null as varchar), _submission_id, _position
    from raw_archives
    union all
    select
        'returns', indicator || '|' || period || '|' || region_code || '|' || department_code, cast(null as varchar),
        _submission_id, _position
    from raw_returns
    union all
    select
        'task_reports', plan || '|' || task || '|' || department_code || '|' || cast(reported_on as varchar),
        cast(null as varchar), _submission_id, _position
    from raw_task_reports
    union all
    select 'commitments', commitment_id, coalesce(department_code, _department), _submission_id, _position
    from raw_commitments
    union all
    select 'draws', draw_id || '|' || tier, coalesce(department_code, _department), _submission_id, _position
    from raw_draws
    union all
    select 'listings', listing_id, coalesce(department_code, _department), _submission_id, _position
    from raw_listings
    union all
    select 'measures', measure_id, coalesce(department_code, _department), _submission_id, _position
    from raw_measures
    union all
    select 'repairs', repair_id, coalesce(department_code, _department), _submission_id, _position
    from raw_repairs
    union all
    select 'objections', objection_id, coalesce(department_code, _department), _submission_id, _position
    from raw_objections
    union all
    select 'interviews', interview_id, coalesce(department_code, _department), _submission_id, _position
    from raw_interviews
    union all
    select 'credit_checks', check_id, coalesce(department_code, _department), _submission_id, _position
    from raw_credit_checks
    union all
    select
        'inspection_plans', department_code || '|' || region_code || '|' || year || '|' || scheme || '|' || tier,
        cast(null as varchar), _submission_id, _position
    from raw_inspection_plans
),
repeated as (
    select feed, row_key, max(_position) as last_position
    from sent
    group by feed, row_key
    having count(*) > 1
),
versions as (
    select
        s.feed, s.row_key, s.sender, s._submission_id, s._position, r.last_position,
        min(s.sender) over (partition by s.feed, s.row_key) as first_sender,
        max(s.sender) over (partition by s.feed, s.row_key) as last_sender
    from sent as s
    join repeated as r on r.feed = s.feed and r.row_key = s.row_key
),
last_versions as (
    select distinct feed, row_key, _submission_id from versions where _position = last_position
)
select
    v.feed,
    case when v.first_sender <> v.last_sender then 'conflict' else 'replaced' end as kind,
    v._submission_id as old_submission_id,
    n._submission_id as new_submission_id,
    count(*) as n_rows
from versions as v
join last_versions as n on n.feed = v.feed and n.row_key = v.row_key
where v._position < v.last_position
group by v.feed, case when v.first_sender <> v.last_sender then 'conflict' else 'replaced' end, v._submission_id, n._submission_id
