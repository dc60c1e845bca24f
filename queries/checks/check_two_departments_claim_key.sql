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
    select 'commitments', n._submission_id, n.department_code, n.region_code
    from raw_commitments as n
    left join stg_commitments as s on s.commitment_id = n.commitment_id
    where s.commitment_id is null
    union all
    select 'draws', n._submission_id, n.department_code, n.region_code
    from raw_draws as n
    left join stg_draws as s on s.draw_id = n.draw_id and s.tier = n.tier
    where s.draw_id is null
    union all
    select 'listings', n._submission_id, n.department_code, n.region_code
    from raw_listings as n
    left join stg_listings as s on s.listing_id = n.listing_id
    where s.listing_id is null
    union all
    select 'measures', n._submission_id, n.department_code, n.region_code
    from raw_measures as n
    left join stg_measures as s on s.measure_id = n.measure_id
    where s.measure_id is null
    union all
    select 'repairs', n._submission_id, n.department_code, n.region_code
    from raw_repairs as n
    left join stg_repairs as s on s.repair_id = n.repair_id
    where s.repair_id is null
    union all
    select 'objections', n._submission_id, n.department_code, n.region_code
    from raw_objections as n
    left join stg_objections as s on s.objection_id = n.objection_id
    where s.objection_id is null
    union all
    select 'interviews', n._submission_id, n.department_code, n.region_code
    from raw_interviews as n
    left join stg_interviews as s on s.interview_id = n.interview_id
    where s.interview_id is null
    union all
    select 'credit_checks', n._submission_id, n.department_code, n.region_code
    from raw_credit_checks as n
    left join stg_credit_checks as s on s.check_id = n.check_id
    where s.check_id is null
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
