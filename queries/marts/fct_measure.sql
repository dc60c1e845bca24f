-- One row per measure against a listing we know, with the days that matter as quarters (99999: not by the as-of date).
-- key: measure_id
-- A dispute puts off the day a measure is due by as long as it lasts; owed_on is that day. A listing that ended before it leaves
-- nothing to apply. Feedback is due within the working days of the nearest rule of kind feedback_limit. is_alone: the entity was
-- listed once, and in the region of the measure.
with known as (
    select
        m.measure_id, m.listing_id, m.measure_code, m.department_code, m.region_code, m.due_on, m.checked_on, m.applied_on,
        m.fed_back_on, m.effect, m.amount, m.ended_on,
        l.entity, l.n_listings = 1 and m.region_code = l.region_code as is_alone, l.list, l.grade, l.listed_on, l.listed_q, l.exited_on, l.disputed, s.as_of
    from stg_measures as m
    join fct_listing as l on l.listing_id = m.listing_id
    cross join build_settings as s
),
paused as (
    -- a later dispute counts only if the measure was still not due when it began
    select
        m.measure_id, u.nth, u.from_on, u.until_on,
        coalesce(sum(u.until_on - u.from_on) over (
            partition by m.measure_id order by u.nth rows between unbounded preceding and 1 preceding
        ), 0) as days_before,
        m.due_on
    from stg_measures as m
    join fct_dispute as u on u.listing_id = m.listing_id
    where u.until_on < cast('9998-12-31' as date)
),
counted as (
    select
        p.*,
        bool_and(p.from_on <= p.due_on + cast(p.days_before as integer)) over (
            partition by p.measure_id order by p.nth rows between unbounded preceding and current row
        ) as counts
    from paused as p
),
put_off as (
    select measure_id, cast(sum(until_on - from_on) as integer) as days from counted where counts group by measure_id
),
places as (
    select distinct region_code, applied_on from stg_measures where applied_on is not null
),
rules as (
    -- of each region the nearest first
    select
        p.region_code, r.days, r.valid_from, r.valid_to,
        row_number() over (
            partition by p.region_code
            order by
                case a.ancestor_level when 'county' then 3 when 'city' then 2 when 'province' then 1 else 0 end desc,
                r.valid_from desc nulls last, r.days, r.rule
        ) as nth
    from (select distinct region_code from places) as p
    left join ref_region_ancestor as a on a.region_code = p.region_code
    join ref_rule as r on r.kind = 'feedback_limit' and (r.region_code is null or r.region_code = a.ancestor_code)
),
holding as (
    select p.region_code, p.applied_on, min_by(r.days, r.nth) as days
    from places as p
    join rules as r on
        r.region_code = p.region_code
        and p.applied_on >= coalesce(r.valid_from, cast('1900-01-01' as date))
        and p.applied_on <= coalesce(r.valid_to, cast('9998-12-31' as date))
    group by p.region_code, p.applied_on
),
working as (
    select workday_number, min(day) as day from ref_workday group by workday_number
),
limits as (
    select h.region_code, h.applied_on, e.day as feedback_by
    from holding as h
    join ref_workday as w on w.day = h.applied_on
    join working as e on e.workday_number = w.workday_number + h.days
),
owed as (
    select k.*, k.due_on + coalesce(o.days, 0) as owed_on, f.feedback_by
    from known as k
    left join put_off as o on o.measure_id = k.measure_id
    left join limits as f on f.region_code = k.region_code and f.applied_on = k.applied_on
)
select
    o.measure_id, o.listing_id, o.entity, o.is_alone, k.cell, o.measure_code, o.list, o.grade, o.department_code, o.region_code,
    o.owed_on, o.applied_on, o.feedback_by, o.effect, o.amount, o.listed_q, o.disputed,
    case when o.owed_on <= o.as_of then cast(4 * year(o.owed_on) + quarter(o.owed_on) - 1 as integer) else 99999 end as owed_q,
    case
        when o.exited_on < o.owed_on and o.exited_on <= o.as_of then cast(4 * year(o.exited_on) + quarter(o.exited_on) - 1 as integer)
        else 99999
    end as void_q,
    case when o.checked_on <= o.as_of then cast(4 * year(o.checked_on) + quarter(o.checked_on) - 1 as integer) else 99999 end as checked_q,
    case when o.applied_on <= o.as_of then cast(4 * year(o.applied_on) + quarter(o.applied_on) - 1 as integer) else 99999 end as applied_q,
    case when o.feedback_by <= o.as_of then cast(4 * year(o.feedback_by) + quarter(o.feedback_by) - 1 as integer) else 99999 end as feedback_q,
    case when o.fed_back_on <= o.as_of then cast(4 * year(o.fed_back_on) + quarter(o.fed_back_on) - 1 as integer) else 99999 end as fed_back_q,
    case when o.ended_on <= o.as_of then cast(4 * year(o.ended_on) + quarter(o.ended_on) - 1 as integer) else 99999 end as ended_q,
    -- the measure or its listing came to an end: from then on feedback on it is wanting
    case
        when least(o.ended_on, o.exited_on) <= o.as_of
            then cast(4 * year(least(o.ended_on, o.exited_on)) + quarter(least(o.ended_on, o.exited_on)) - 1 as integer)
        else 99999
    end as over_q,
    coalesce(o.applied_on > o.owed_on, false) as is_late,
    -- applied without a check on record, or before it
    o.applied_on is not null and coalesce(o.checked_on > o.applied_on, true) as is_unchecked,
    c.workday_number - l.workday_number as check_days,
    a.workday_number - c.workday_number as apply_days,
    b.workday_number - a.workday_number as feed_back_days
from owed as o
join dim_measure_cell as k on
    k.measure_code = o.measure_code and k.list = o.list and k.grade = o.grade and k.department_code = o.department_code
    and k.region_code = o.region_code
left join ref_workday as l on l.day = o.listed_on
left join ref_workday as c on c.day = o.checked_on
left join ref_workday as a on a.day = o.applied_on
left join ref_workday as b on b.day = o.fed_back_on
