-- One row per listing and span of days in which an objection to it was open, cut where measures came to be suspended or taken up again.
-- key: listing_id, from_on
-- Overlapping objections and suspensions are one. A suspension within the days of grace counts from the first day, and one that was
-- answered before they were over needed none. until_on is the first day after the span; an open one ends after the as-of date.
with objected as (
    select
        o.listing_id, o.raised_on,
        least(
            coalesce(o.answered_on, cast('9998-12-31' as date)), cast(s.as_of + interval 1 day as date)
        ) as until_on,
        coalesce(g.act_by, o.raised_on) as act_by,
        case when o.suspended_on <= s.as_of then o.suspended_on end as suspended_on
    from stg_objections as o
    cross join build_settings as s
    left join dim_grace as g on g.day = o.raised_on
    where o.raised_on <= s.as_of and o.listing_id is not null
),
held as (
    select
        listing_id, raised_on, until_on,
        case when suspended_on < until_on then suspended_on end as halted_on,
        case
            when suspended_on < until_on and suspended_on <= act_by then raised_on
            when suspended_on < until_on then suspended_on
            when until_on <= act_by + interval 1 day then raised_on
        end as held_from
    from objected
    where raised_on < until_on
),
turns as (
    select listing_id, raised_on as day, 1 as opened, 0 as held, cast(null as date) as halted_on from held
    union all
    select listing_id, until_on, -1, 0, cast(null as date) from held
    union all
    select listing_id, held_from, 0, 1, halted_on from held where held_from is not null
    union all
    select listing_id, until_on, 0, -1, cast(null as date) from held where held_from is not null
),
days as (
    select listing_id, day, sum(opened) as opened, sum(held) as held, min(halted_on) as halted_on
    from turns
    group by listing_id, day
),
states as (
    select
        listing_id, day, halted_on,
        sum(opened) over so_far as n_open, sum(held) over so_far as n_held,
        lead(day) over (partition by listing_id order by day) as next_day
    from days
    window so_far as (partition by listing_id order by day)
),
pieces as (
    select
        listing_id, day, next_day, halted_on, n_held > 0 as is_suspended,
        lag(next_day) over (partition by listing_id order by day) as before_until,
        lag(n_held > 0) over (partition by listing_id order by day) as before_suspended
    from states
    where n_open > 0
),
spans as (
    select
        *,
        sum(case when before_until = day and before_suspended = is_suspended then 0 else 1 end)
            over (partition by listing_id order by day) as nth
    from pieces
)
select
    listing_id, min(day) as from_on, max(next_day) as until_on, is_suspended,
    min(halted_on) as halted_on  -- the day the suspension is on record for; a measure applied after it was applied in spite of it
from spans
group by listing_id, nth, is_suspended
