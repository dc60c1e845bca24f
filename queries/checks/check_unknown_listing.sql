-- One row per feed, department, region and quarter: rows about a listing that was never sent.
-- key: feed, department_code, region_code, quarter
-- looks up: stg_submission
-- A source without any listings has nothing to compare with and finds nothing.
with known as (select distinct listing_id from raw_listings),
lists as (select count(*) as n_known from known),
named as (
    select 'measures' as feed, _submission_id, department_code, region_code, listing_id from raw_measures
    union all
    select 'repairs', _submission_id, department_code, region_code, listing_id from raw_repairs
    union all
    select 'objections', _submission_id, department_code, region_code, listing_id from raw_objections
    union all
    select 'interviews', _submission_id, department_code, region_code, listing_id from raw_interviews
)
select 'unknown_listing' as finding, n.feed, n.department_code, n.region_code, q.quarter, count(*) as n_rows
from named as n
cross join lists as l
left join known as k on k.listing_id = n.listing_id
left join stg_submission as q on q.submission_id = n._submission_id
where l.n_known > 0 and n.listing_id is not null and k.listing_id is null
group by n.feed, n.department_code, n.region_code, q.quarter
