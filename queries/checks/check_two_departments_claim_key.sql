-- One row per feed, department, region and quarter: rows set aside because another department sent the same key.
-- key: feed, department_code, region_code, quarter
-- A key that was sent and has no version left in staging is one that two departments claim.
with claimed as (
    select 'decisions' as feed, d._submission_id, d.department_code, d.region_code
    from raw_decisions as d
    left join stg_decisions as s on s.decision_id = d.decision_id and s.act = d.act
    where s.decision_id is null
    union all
    select 'inspections', i._submission_id, i.department_code, i.region_code
    from raw_inspections as i
    left join stg_inspections as s on s.inspection_id = i.inspection_id
    where s.inspection_id is null
    union all
    select 'entities', e._submission_id, e._department, e.region_code
    from raw_entities as e
    left join stg_entities as s on s.entity_id = e.entity_id
    where s.entity_id is null
    union all
    select 'grades', g._submission_id, g._department, cast(null as varchar)
    from raw_grades as g
    left join stg_grades as s on s.entity_id = g.entity_id and s.scheme = g.scheme and s.valid_from = g.valid_from
    where s.entity_id is null
)
select 'two_departments_claim_key' as finding, c.feed, c.department_code, c.region_code, q.quarter, count(*) as n_rows
from claimed as c
left join stg_submission as q on q.submission_id = c._submission_id
group by c.feed, c.department_code, c.region_code, q.quarter
