-- One row per listing and unbroken time in which an objection to it was open: suspensions that overlap are one.
-- key: listing_id, from_on
-- From the day the objection was raised (a disputed record is not acted upon while it is verified, Jiangxi (三十二)) to the answer;
-- until_on 9998-12-31: not answered yet. `nth` counts a listing's disputes.
with raised as (
    select o.listing_id, o.raised_on as from_on, coalesce(o.answered_on, cast('9998-12-31' as date)) as until_on
    from stg_objections as o
    cross join build_settings as s
    where o.listing_id is not null and o.raised_on <= s.as_of
),
marked as (
    select
        r.*,
        max(r.until_on) over (
            partition by r.listing_id order by r.from_on, r.until_on rows between unbounded preceding and 1 preceding
        ) as so_far
    from raised as r
),
islands as (
    select
        m.*,
        sum(case when m.so_far is null or m.from_on > m.so_far then 1 else 0 end) over (
            partition by m.listing_id order by m.from_on, m.until_on rows between unbounded preceding and current row
        ) as nth
    from marked as m
)
select listing_id, cast(nth as integer) as nth, min(from_on) as from_on, max(until_on) as until_on, count(*) as n_objections
from islands
group by listing_id, nth
