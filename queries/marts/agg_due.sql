-- One row per source, feed, department and period that was due by the as-of date: when it came, and whether in time.
-- key: source, feed, department_code, period
-- A file counts for the period that ended last before it was received. A file refused as a whole, or in every row, is not
-- received: it must be sent again. What is still inside its limit and not yet there is not due and not listed.
with usable as (
    select source, feed, department_code, received_on
    from meta_submission
    where error_rule is null and received_on is not null and (kept > 0 or refused = 0)
),
senders as (
    select distinct source, feed, department_code from meta_submission where department_code is not null
),
owed as (
    select source, region_code, feed, department_code, period, period_end, next_end, due_on
    from ref_due
    where department_code <> '*'
    union all
    -- "every department" is every one that ever sent the feed and is not named for it itself
    select r.source, r.region_code, r.feed, d.department_code, r.period, r.period_end, r.next_end, r.due_on
    from ref_due as r
    join senders as d on d.source = r.source and d.feed = r.feed
    where r.department_code = '*' and not exists (
        select 1 from ref_due as n
        where n.source = r.source and n.feed = r.feed and n.department_code = d.department_code
    )
),
came as (
    select o.source, o.feed, o.department_code, o.period, min(u.received_on) as received_on
    from owed as o
    join usable as u on
        u.source = o.source
        and u.feed = o.feed
        and u.department_code = o.department_code
        and u.received_on > o.period_end
        and u.received_on <= o.next_end
    group by o.source, o.feed, o.department_code, o.period
)
select
    o.source,
    o.region_code,
    o.feed,
    o.department_code,
    o.period,
    o.due_on,
    c.received_on,
    case
        when c.received_on is null then 'missing'
        when c.received_on > o.due_on then 'late'
        else 'on_time'
    end as state
from owed as o
cross join build_settings as s
left join came as c on
    c.source = o.source
    and c.feed = o.feed
    and c.department_code = o.department_code
    and c.period = o.period
where c.received_on is not null or o.due_on < s.as_of
