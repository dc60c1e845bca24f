-- One row per feed and pair of files in which the later one replaced rows of the earlier one, or contradicted it.
-- key: feed, kind, old_submission_id, new_submission_id
-- Of every key that came in more than one file: each version beside the next one. Within one file ingest has seen to it.
with
versions as (
    select 'entities' as feed, entity_id as key, _department as sender, _submission_id, _position
    from raw_entities
    where (entity_id) in (select (entity_id) from raw_entities group by entity_id having count(*) > 1)
    union all
    select 'grades' as feed, concat_ws('|', entity_id, scheme, cast(valid_from as varchar)) as key, _department as sender, _submission_id, _position
    from raw_grades
    where (entity_id, scheme, valid_from) in (select (entity_id, scheme, valid_from) from raw_grades group by entity_id, scheme, valid_from having count(*) > 1)
    union all
    select 'archives' as feed, concat_ws('|', entity_id, archive_kind, department_code) as key, department_code as sender, _submission_id, _position
    from raw_archives
    where (entity_id, archive_kind, department_code) in (select (entity_id, archive_kind, department_code) from raw_archives group by entity_id, archive_kind, department_code having count(*) > 1)
    union all
    select 'decisions' as feed, decision_id as key, coalesce(department_code, _department) as sender, _submission_id, _position
    from raw_decisions
    where (decision_id) in (select (decision_id) from raw_decisions group by decision_id having count(*) > 1)
    union all
    select 'inspections' as feed, inspection_id as key, coalesce(department_code, _department) as sender, _submission_id, _position
    from raw_inspections
    where (inspection_id) in (select (inspection_id) from raw_inspections group by inspection_id having count(*) > 1)
    union all
    select 'returns' as feed, concat_ws('|', indicator, period, region_code, department_code) as key, department_code as sender, _submission_id, _position
    from raw_returns
    where (indicator, period, region_code, department_code) in (select (indicator, period, region_code, department_code) from raw_returns group by indicator, period, region_code, department_code having count(*) > 1)
    union all
    select 'task_reports' as feed, concat_ws('|', plan, task, department_code, cast(reported_on as varchar)) as key, department_code as sender, _submission_id, _position
    from raw_task_reports
    where (plan, task, department_code, reported_on) in (select (plan, task, department_code, reported_on) from raw_task_reports group by plan, task, department_code, reported_on having count(*) > 1)
),
pairs as (
    select
        feed,
        sender,
        _submission_id as new_submission_id,
        lag(_submission_id) over (partition by feed, key order by _position) as old_submission_id,
        lag(sender) over (partition by feed, key order by _position) as old_sender
    from versions
)
select
    feed,
    case when coalesce(sender, '') <> coalesce(old_sender, '') then 'conflict' else 'replaced' end as kind,
    old_submission_id,
    new_submission_id,
    count(*) as n_rows
from pairs
where old_submission_id <> new_submission_id
group by 1, 2, 3, 4
