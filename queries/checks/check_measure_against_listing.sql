-- One row per finding, department, region and quarter: measures applied before the listing, or in force while it was disputed.
-- key: finding, department_code, region_code, quarter
-- looks up: stg_submission
-- A disputed record is not acted upon until it is verified; where the suspension is recorded, measures applied before it are fine.
with early as (
    select m.measure_id, m._submission_id, m.department_code, m.region_code, 'measure_before_listing' as finding
    from stg_measures as m
    join stg_listings as l on l.listing_id = m.listing_id
    where m.applied_on < l.listed_on
),
disputed as (
    select distinct m.measure_id, m._submission_id, m.department_code, m.region_code, 'measured_while_disputed' as finding
    from stg_measures as m
    join stg_objections as o on o.listing_id = m.listing_id
    cross join build_settings as s
    where
        m.applied_on <= coalesce(o.answered_on, s.as_of)
        and (m.ended_on is null or m.ended_on > o.raised_on)
        and (o.suspended_on is null or m.applied_on > o.suspended_on)
),
odd as (
    select * from early
    union all
    select * from disputed
)
select o.finding, 'measures' as feed, o.department_code, o.region_code, q.quarter, count(*) as n_rows
from odd as o
left join stg_submission as q on q.submission_id = o._submission_id
group by o.finding, o.department_code, o.region_code, q.quarter
