-- One row per finding, department, region and quarter: listings that ended twice, or ended without a day, or before they began, or never.
-- key: finding, department_code, region_code, quarter
-- looks up: stg_submission
-- An ending sent later replaces the one before, which is right where it corrects and odd all the same. A list nobody ever left, and
-- whose rows name no day of end, is a list without a way out: looked for where three years have passed.
with repeated as (
    select listing_id from raw_listings where exited_on is not null group by listing_id having count(*) > 1
),
endings as (
    select
        l._submission_id, l.department_code, l.region_code, l.exited_on, l.exit_reason,
        lag(l.exited_on) over (partition by l.listing_id order by l._position, l._row) as before_on,
        lag(l.exit_reason) over (partition by l.listing_id order by l._position, l._row) as before_reason
    from raw_listings as l
    join repeated as r on r.listing_id = l.listing_id
    where l.exited_on is not null
),
endless as (
    select l.department_code, l.list
    from stg_listings as l
    cross join build_settings as s
    group by l.department_code, l.list, s.as_of
    having count(l.exited_on) = 0 and count(l.expires_on) = 0 and min(l.listed_on) < s.as_of - interval 3 year
),
odd as (
    select 'listing_ended_twice' as finding, _submission_id, department_code, region_code
    from endings
    where exited_on <> before_on or exit_reason <> before_reason
    union all
    select 'listing_ending_without_day', _submission_id, department_code, region_code
    from stg_listings
    where exit_reason is not null and exited_on is null
    union all
    select 'complied_before_listing', _submission_id, department_code, region_code
    from stg_listings
    where complied_on < listed_on
    union all
    select 'endless_list', l._submission_id, l.department_code, l.region_code
    from stg_listings as l
    join endless as e on e.department_code = l.department_code and e.list = l.list
)
select o.finding, 'listings' as feed, o.department_code, o.region_code, q.quarter, count(*) as n_rows
from odd as o
left join stg_submission as q on q.submission_id = o._submission_id
group by o.finding, o.department_code, o.region_code, q.quarter
