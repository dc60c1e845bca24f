-- One row per quarter, window (the n_quarters that end with it), list, grade, department and region: listings of the window as
-- they stood at the end of the quarter.
-- key: quarter, n_quarters, list, grade, department_code, region_code
-- Listings that went the same way are counted once, then told at the end of each of the twelve quarters from their own on.
-- Counts are in floating point, which is exact for them and added up faster; cells are named last.
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
        l.cell, l.listed_q, l.notified_q, l.published_q, l.complied_q, l.exited_q, l.expired_q, l.ending, l.disputed,
        coalesce(m.due_q, 99999) as due_q, coalesce(m.measured_q, 99999) as measured_q, cast(count(*) as double) as n
    from fct_listing as l
    left join measured as m on m.listing_id = l.listing_id
    group by
        l.cell, l.listed_q, l.notified_q, l.published_q, l.complied_q, l.exited_q, l.expired_q, l.ending, l.disputed,
        coalesce(m.due_q, 99999), coalesce(m.measured_q, 99999)
),
told as (
    select
        p.cell, q.number,
        -- windows are of 1, 4 and 12 quarters: ages 1 to 3 and 4 to 11 enter together
        case when q.number = p.listed_q then 0 when q.number <= p.listed_q + 3 then 1 else 4 end as youngest,
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
    group by p.cell, q.number, youngest
),
windows as (
    select
        t.cell, t.number, w.n_quarters,
        sum(t.n_listings) as n_listings, sum(t.n_notified) as n_notified, sum(t.n_published) as n_published,
        sum(t.n_with_measure) as n_with_measure, sum(t.n_measured) as n_measured, sum(t.n_complied) as n_complied,
        sum(t.n_repaired) as n_repaired, sum(t.n_expired) as n_expired, sum(t.n_corrected) as n_corrected,
        sum(t.n_deregistered) as n_deregistered, sum(t.n_exit_complied) as n_exit_complied, sum(t.n_exit_unstated) as n_exit_unstated,
        sum(t.n_open) as n_open, sum(t.n_open_expired) as n_open_expired, sum(t.n_disputed) as n_disputed
    from told as t
    join (values (1), (4), (12)) as w (n_quarters) on w.n_quarters > t.youngest
    group by t.cell, t.number, w.n_quarters
)
select
    q.quarter, t.n_quarters, c.list, c.grade, c.department_code, c.region_code,
    cast(t.n_listings as bigint) as n_listings, cast(t.n_notified as bigint) as n_notified, cast(t.n_published as bigint) as n_published,
    cast(t.n_with_measure as bigint) as n_with_measure, cast(t.n_measured as bigint) as n_measured, cast(t.n_complied as bigint) as n_complied,
    cast(t.n_repaired as bigint) as n_repaired, cast(t.n_expired as bigint) as n_expired, cast(t.n_corrected as bigint) as n_corrected,
    cast(t.n_deregistered as bigint) as n_deregistered, cast(t.n_exit_complied as bigint) as n_exit_complied, cast(t.n_exit_unstated as bigint) as n_exit_unstated,
    cast(t.n_open as bigint) as n_open, cast(t.n_open_expired as bigint) as n_open_expired, cast(t.n_disputed as bigint) as n_disputed
from windows as t
join dim_listing_cell as c on c.cell = t.cell
join dim_sanction_quarter as q on q.number = t.number
