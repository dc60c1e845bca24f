-- One row per feed, file sent, department and region as sent: how many rows. The one count over all that was sent.
-- key: feed, _submission_id, department_code, region_code
-- by: _submission_id
select 'decisions' as feed, _submission_id, department_code, region_code, count(*) as n_rows
from raw_decisions
group by _submission_id, department_code, region_code
union all
select 'inspections', _submission_id, department_code, region_code, count(*)
from raw_inspections
group by _submission_id, department_code, region_code
union all
select 'returns', _submission_id, department_code, region_code, count(*)
from raw_returns
group by _submission_id, department_code, region_code
union all
select 'commitments', _submission_id, department_code, region_code, count(*)
from raw_commitments
group by _submission_id, department_code, region_code
union all
select 'draws', _submission_id, department_code, region_code, count(*)
from raw_draws
group by _submission_id, department_code, region_code
union all
select 'listings', _submission_id, department_code, region_code, count(*)
from raw_listings
group by _submission_id, department_code, region_code
union all
select 'measures', _submission_id, department_code, region_code, count(*)
from raw_measures
group by _submission_id, department_code, region_code
union all
select 'repairs', _submission_id, department_code, region_code, count(*)
from raw_repairs
group by _submission_id, department_code, region_code
union all
select 'objections', _submission_id, department_code, region_code, count(*)
from raw_objections
group by _submission_id, department_code, region_code
union all
select 'interviews', _submission_id, department_code, region_code, count(*)
from raw_interviews
group by _submission_id, department_code, region_code
union all
select 'credit_checks', _submission_id, department_code, region_code, count(*)
from raw_credit_checks
group by _submission_id, department_code, region_code
union all
select 'inspection_plans', _submission_id, department_code, region_code, count(*)
from raw_inspection_plans
group by _submission_id, department_code, region_code
union all
select 'entities', _submission_id, _department, region_code, count(*)
from raw_entities
group by _submission_id, _department, region_code
union all
select 'archives', _submission_id, department_code, cast(null as varchar), count(*)
from raw_archives
group by _submission_id, department_code
union all
select 'grades', _submission_id, _department, cast(null as varchar), count(*)
from raw_grades
group by _submission_id, _department
union all
select 'task_reports', _submission_id, department_code, cast(null as varchar), count(*)
from raw_task_reports
group by _submission_id, department_code
