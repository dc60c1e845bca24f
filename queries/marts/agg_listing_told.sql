-- One row per quarter, window (the n_quarters that end with it), list, grade, department and region: listings of the window as
-- they stood at the end of the quarter.
-- key: quarter, n_quarters, list, grade, department_code, region_code
-- Listings that went the same way are counted once, then told at the end of each of the twelve quarters from their own on.
with measured as (
    select
        listing_id,
        min(case when void_q < 99999 and applied_q = 99999 then 99999 else least(owed_q, applied_q) end) as due_q,
        min(applied_q) as measured_q
    from fct_measure
    group by listing_id
),
paths as (
    select
        l.list, l.grade, l.department_code, l.region_code, l.listed_q, l.notified_q, l.published_q, l.complied_q, l.exited_q,
        l.expired_q, l.ending, l.disputed,
        coalesce(m.due_q, 99999) as due_q, coalesce(m.measured_q, 99999) as measured_q, count(*) as n
    from fct_listing as l
    left join measured as m on m.listing_id = l.listing_id
    group by
        l.list, l.grade, l.department_code, l.region_code, l.listed_q, l.notified_q, l.published_q, l.complied_q, l.exited_q,
        l.expired_q, l.ending, l.disputed, coalesce(m.due_q, 99999), coalesce(m.measured_q, 99999)
),
told as (
    select
        p.list, p.grade, p.department_code, p.region_code, q.quarter, q.number - p.listed_q as age,
        sum(p.n) as n_listings,
        sum(case when p.notified_q <= q.number then p.n else 0 end) as n_notified,
        sum(case when p.published_q <= q.number then p.n else 0 end) as n_published,
        sum(case when p.due_q <= q.number then p.n else 0 end) as n_with_measure,
        sum(case when p.measured_q <= q.number then p.n else 0 end) as n_measured,
        sum(case when p.complied_q <= q.number then p.n else 0 end) as n_complied,
        sum(case when p.exited_q <= q.number and p.ending = 'repaired' then p.n else 0 end) as n_repaired,
        sum(case when p.exited_q <= q.number and p.ending = 'expired' then p.n else 0 end) as n_expired,
        sum(case when p.exited_q <= q.number and p.ending = 'corrected' then p.n else 0 end) as n_corrected,
        sum(case when p.exited_q <= q.number and p.ending = 'deregistered' then p.n else 0 end) as n_deregistered,
        sum(case when p.exited_q <= q.number and p.ending = 'complied' then p.n else 0 end) as n_exit_complied,
        sum(case when p.exited_q <= q.number and p.ending = 'unstated' then p.n else 0 end) as n_exit_unstated,
        sum(case when p.exited_q > q.number then p.n else 0 end) as n_open,
        sum(case when p.exited_q > q.number and p.expired_q <= q.number then p.n else 0 end) as n_open_expired,
        sum(case when p.exited_q > q.number and (p.disputed >> (q.number - p.listed_q)) & 1 = 1 then p.n else 0 end) as n_disputed
    from paths as p
    join dim_sanction_quarter as q on q.number >= p.listed_q and q.number <= p.listed_q + 11
    group by p.list, p.grade, p.department_code, p.region_code, q.quarter, q.number - p.listed_q
)
select
    t.quarter, w.n_quarters, t.list, t.grade, t.department_code, t.region_code,
    cast(sum(t.n_listings) as bigint) as n_listings, cast(sum(t.n_notified) as bigint) as n_notified, cast(sum(t.n_published) as bigint) as n_published,
    cast(sum(t.n_with_measure) as bigint) as n_with_measure, cast(sum(t.n_measured) as bigint) as n_measured, cast(sum(t.n_complied) as bigint) as n_complied,
    cast(sum(t.n_repaired) as bigint) as n_repaired, cast(sum(t.n_expired) as bigint) as n_expired, cast(sum(t.n_corrected) as bigint) as n_corrected,
    cast(sum(t.n_deregistered) as bigint) as n_deregistered, cast(sum(t.n_exit_complied) as bigint) as n_exit_complied, cast(sum(t.n_exit_unstated) as bigint) as n_exit_unstated,
    cast(sum(t.n_open) as bigint) as n_open, cast(sum(t.n_open_expired) as bigint) as n_open_expired, cast(sum(t.n_disputed) as bigint) as n_disputed
from told as t
join (values (1), (4), (12)) as w (n_quarters) on w.n_quarters > t.age
group by t.quarter, w.n_quarters, t.list, t.grade, t.department_code, t.region_code
