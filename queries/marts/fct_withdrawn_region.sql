-- One row per feed, file, department and region as sent: rows dated after their region code was withdrawn.
-- key: feed, _submission_id, department_code, region_code
-- by: _submission_id
with withdrawn as (
    select region_code, valid_to from ref_region where successor_code is not null
),
late as (
    select 'decisions' as feed, d._submission_id, d.department_code, d.region_code
    from raw_decisions as d
    join withdrawn as w on w.region_code = d.region_code and d.decided_on > w.valid_to
    union all
    select 'inspections', i._submission_id, i.department_code, i.region_code
    from raw_inspections as i
    join withdrawn as w on w.region_code = i.region_code and i.inspected_on > w.valid_to
    union all
    select 'returns', n._submission_id, n.department_code, n.region_code
    from raw_returns as n
    join withdrawn as w on w.region_code = n.region_code and n.reported_on > w.valid_to
    union all
    select 'commitments', n._submission_id, n.department_code, n.region_code
    from raw_commitments as n
    join withdrawn as w on w.region_code = n.region_code and n.signed_on > w.valid_to
    union all
    select 'draws', n._submission_id, n.department_code, n.region_code
    from raw_draws as n
    join withdrawn as w on w.region_code = n.region_code and n.drawn_on > w.valid_to
    union all
    select 'listings', n._submission_id, n.department_code, n.region_code
    from raw_listings as n
    join withdrawn as w on w.region_code = n.region_code and n.listed_on > w.valid_to
    union all
    select 'measures', n._submission_id, n.department_code, n.region_code
    from raw_measures as n
    join withdrawn as w on w.region_code = n.region_code and n.due_on > w.valid_to
    union all
    select 'repairs', n._submission_id, n.department_code, n.region_code
    from raw_repairs as n
    join withdrawn as w on w.region_code = n.region_code and n.applied_on > w.valid_to
    union all
    select 'objections', n._submission_id, n.department_code, n.region_code
    from raw_objections as n
    join withdrawn as w on w.region_code = n.region_code and n.raised_on > w.valid_to
    union all
    select 'interviews', n._submission_id, n.department_code, n.region_code
    from raw_interviews as n
    join withdrawn as w on w.region_code = n.region_code and n.held_on > w.valid_to
    union all
    select 'credit_checks', n._submission_id, n.department_code, n.region_code
    from raw_credit_checks as n
    join withdrawn as w on w.region_code = n.region_code and n.decided_on > w.valid_to
)
select feed, _submission_id, department_code, region_code, count(*) as n_rows
from late
group by feed, _submission_id, department_code, region_code
