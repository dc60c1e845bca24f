-- Input of stat_step_days: counts of steps by length, added up every way of dim_sanction_way (steps of the listing: of one list).
-- key: cell, listed_q, done_q, days
-- cell is a whole number: step_cells says what it stands for. Places are added up before the ways.
-- Quarters and days are packed into one whole number: quarter listed, quarters until done (at most 11), days.
with packed as (
    select step, cell, (cast(listed_q as bigint) * 12 + done_q - listed_q) * 65536 + days as path, cast(n as integer) as n
    from agg_step_days
),
placed as (
    select p.place, t.path, sum(t.n) as n
    from packed as t
    join dim_step_place as p on p.step = t.step and p.cell = t.cell
    group by p.place, t.path
),
cut as (
    select w.wider, p.path, sum(p.n) as n
    from placed as p
    join dim_step_way as w on w.place = p.place
    group by w.wider, p.path
)
select
    cast(wider as integer) as cell, cast((path >> 16) // 12 as integer) as listed_q,
    cast((path >> 16) // 12 + (path >> 16) % 12 as integer) as done_q, cast(path & 65535 as integer) as days, cast(n as bigint) as n,
    (select max(number) from dim_sanction_quarter) as last_q
from cut
