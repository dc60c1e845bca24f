-- One row per feed, department, region and quarter: rows set aside because another department sent the same key.
-- key: feed, department_code, region_code, quarter
with claimed as (
    select 'decisions' as feed, d._submission_id, d.department_code, d.region_code
    from raw_decisions as d
    join (
        select decision_id, act
        from raw_decisions
        group by decision_id, act
        having min(coalesce(department_code, _department)) <> max(coalesce(department_code, _department))
    ) as k on k.decision_id = d.decision_id and k.act = d.act
    union all
    select 'inspections', i._submission_id, i.department_code, i.region_code
    from raw_inspections as i
    join (
        select inspection_id
        from raw_inspections
        group by inspection_id
        having min(coalesce(department_code, _department)) <> max(coalesce(department_code, _department))
    ) as k on k.inspection_id = i.inspection_id
    union all
    select 'entities', e._submission_id, e._department, e.region_code
    from raw_entities as e
    join (
        select entity_id from raw_entities group by entity_id having min(_department) <> max(_department)
    ) as k on k.entity_id = e.entity_id
    union all
    select 'grades', g._submission_id, g._department, cast(null as varchar)
    from raw_grades as g
    join (
        select entity_id, scheme, valid_from
        from raw_grades
        group by entity_id, scheme, valid_from
        having min(_department) <> max(_department)
    ) as k on k.entity_id = g.entity_id and k.scheme = g.scheme and k.valid_from = g.valid_from
)
select 'two_departments_claim_key' as finding, c.feed, c.department_code, c.region_code, q.quarter, count(*) as n_rows
from claimed as c
left join stg_submission as q on q.submission_id = c._submission_id
group by c.feed, c.department_code, c.region_code, q.quarter
