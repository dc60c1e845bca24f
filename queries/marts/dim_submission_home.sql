-- One row per file whose rows all lie in one jurisdiction: that jurisdiction.
-- key: submission_id
-- Rows that name no region are placed by their entity or their plan; a file without a usable row stands where all others do,
-- if the plans of the build name one jurisdiction only.
with placed as (
    select distinct _submission_id, region_code from raw_decisions
    union
    select distinct _submission_id, region_code from raw_inspections
    union
    select distinct _submission_id, region_code from raw_returns
    union
    select distinct _submission_id, region_code from raw_commitments
    union
    select distinct _submission_id, region_code from raw_draws
    union
    select distinct _submission_id, region_code from raw_listings
    union
    select distinct _submission_id, region_code from raw_measures
    union
    select distinct _submission_id, region_code from raw_repairs
    union
    select distinct _submission_id, region_code from raw_objections
    union
    select distinct _submission_id, region_code from raw_interviews
    union
    select distinct _submission_id, region_code from raw_credit_checks
    union
    select distinct _submission_id, region_code from raw_inspection_plans
    union
    select distinct _submission_id, region_code from raw_entities
    union
    select distinct t._submission_id, p.region_code
    from raw_task_reports as t
    join ref_plan as p on p.plan = t.plan
    union
    select distinct a._submission_id, e.region_code
    from raw_archives as a
    join stg_entities as e on e.entity_id = a.entity_id
    union
    select distinct g._submission_id, e.region_code
    from raw_grades as g
    join stg_entities as e on e.entity_id = g.entity_id
),
homes as (
    select p._submission_id, min(r.jurisdiction_code) as first_code, max(r.jurisdiction_code) as last_code
    from placed as p
    join stg_region as r on r.region_code = p.region_code
    group by p._submission_id
),
only_one as (
    select max(region_code) as region_code
    from ref_plan
    having min(region_code) = max(region_code)
)
select m.submission_id, coalesce(h.first_code, o.region_code) as region_code
from meta_submission as m
left join homes as h on h._submission_id = m.submission_id
left join only_one as o on h._submission_id is null
where coalesce(h.first_code, o.region_code) is not null and h.first_code is not distinct from h.last_code
