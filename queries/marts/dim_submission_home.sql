-- One row per file whose rows all lie in one jurisdiction: that jurisdiction.
-- key: submission_id
-- Rows that name no region are placed by their entity or their plan; a file without a usable row stands where all others do,
-- if the plans of the build name one jurisdiction only.
with homes as (
    select p._submission_id, min(r.jurisdiction_code) as first_code, max(r.jurisdiction_code) as last_code
    from dim_submission_region as p
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
