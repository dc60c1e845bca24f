-- One row per feed, department, region and quarter: rows set aside because another department sent the same key.
-- key: feed, department_code, region_code, quarter
-- by: feed
-- looks up: stg_submission
with claimed as (
    select 'decisions' as feed, _submission_id, department_code, region_code from again_decisions where is_claimed_twice
    union all
    select 'inspections', _submission_id, department_code, region_code from again_inspections where is_claimed_twice
    union all
    select 'commitments', _submission_id, department_code, region_code from again_commitments where is_claimed_twice
    union all
    select 'draws', _submission_id, department_code, region_code from again_draws where is_claimed_twice
    union all
    select 'listings', _submission_id, department_code, region_code from again_listings where is_claimed_twice
    union all
    select 'measures', _submission_id, department_code, region_code from again_measures where is_claimed_twice
    union all
    select 'repairs', _submission_id, department_code, region_code from again_repairs where is_claimed_twice
    union all
    select 'objections', _submission_id, department_code, region_code from again_objections where is_claimed_twice
    union all
    select 'interviews', _submission_id, department_code, region_code from again_interviews where is_claimed_twice
    union all
    select 'credit_checks', _submission_id, department_code, region_code from again_credit_checks where is_claimed_twice
    union all
    select 'entities', _submission_id, department_code, region_code from again_entities where is_claimed_twice
    union all
    select 'grades', _submission_id, department_code, region_code from again_grades where is_claimed_twice
)
select 'two_departments_claim_key' as finding, c.feed, c.department_code, c.region_code, q.quarter, count(*) as n_rows
from claimed as c
left join stg_submission as q on q.submission_id = c._submission_id
group by c.feed, c.department_code, c.region_code, q.quarter
