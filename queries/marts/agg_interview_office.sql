-- One row per quarter of the talk, kind, region and department.
-- key: quarter, kind, region_code, department_code
-- looks up: stg_submission
-- What an office has not reported on yet is not undone: a limit counts as ended once the office has sent something since.
with last_sent as (
    select i.department_code, r.jurisdiction_code, max(m.received_on) as received_on
    from (select distinct department_code, region_code, _submission_id from stg_interviews) as i
    join stg_submission as m on m.submission_id = i._submission_id
    left join stg_region as r on r.region_code = i.region_code
    group by i.department_code, r.jurisdiction_code
),
seen as (
    select
        i.kind, i.region_code, i.department_code, i.held_on, i.rectify_by, i.listing_id, s.as_of,
        least(s.as_of, coalesce(t.received_on, s.as_of)) as known_until,
        case when i.rectified_on <= s.as_of then i.rectified_on end as rectified_on,
        case when i.recorded_on <= s.as_of then i.recorded_on end as recorded_on,
        -- branches of one department type are one department here: a county may talk to whom its province has listed
        l.department_code as listed_by
    from stg_interviews as i
    left join stg_listings as l on l.listing_id = i.listing_id
    cross join build_settings as s
    left join stg_region as r on r.region_code = i.region_code
    left join last_sent as t on t.department_code = i.department_code and t.jurisdiction_code = r.jurisdiction_code
    where i.held_on <= s.as_of
)
select
    cast(year(held_on) as varchar) || 'Q' || cast(quarter(held_on) as varchar) as quarter,
    kind,
    region_code,
    department_code,
    count(*) as n_held,
    count(*) filter (where rectify_by <= known_until) as n_due,
    count(*) filter (where rectify_by <= known_until and rectified_on <= rectify_by) as n_in_time,
    count(*) filter (where rectify_by <= known_until and rectified_on > rectify_by) as n_late_done,
    count(*) filter (where rectify_by <= known_until and rectified_on is null) as n_late_open,
    count(rectified_on) filter (where rectify_by <= known_until) as n_rectified,
    count(*) filter (where rectify_by > as_of and rectified_on is null) as n_open_inside,
    count(*) filter (where rectify_by > as_of and rectified_on is not null) as n_done_inside,
    count(*) filter (where rectify_by is null) as n_without_limit,
    count(*) filter (where rectify_by > known_until and rectify_by <= as_of) as n_unreported,
    count(recorded_on) as n_recorded,
    count(listed_by) as n_listed,
    count(*) filter (where listed_by = department_code) as n_by_lister,
    count(listing_id) - count(listed_by) as n_unknown_listing
from seen
group by kind, year(held_on), quarter(held_on), region_code, department_code
