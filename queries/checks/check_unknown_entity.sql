-- One row per feed, department, region and quarter: rows about an entity the register does not hold.
-- key: feed, department_code, region_code, quarter
-- looks up: stg_submission
-- A source without any register has nobody to compare with and finds nothing.
select
    'unknown_entity' as finding, n.feed, n.department_code, n.region_code, q.quarter, cast(sum(n.n_rows) as bigint) as n_rows
from fct_unknown_entity as n
left join stg_submission as q on q.submission_id = n._submission_id
where exists (select 1 from stg_entities) or exists (select 1 from again_entities)
group by n.feed, n.department_code, n.region_code, q.quarter
