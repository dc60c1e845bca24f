-- Input of stat_step_days: counts of steps by length, added up every way of dim_sanction_way (steps of the listing: of one list).
-- key: cell, listed_q, done_q, days
-- cell is a whole number: step_cells says what it stands for. Places are added up before the ways.
-- Millions are grouped by one whole number: the place (or the cell), and in 34 bits quarter listed, quarters until done (at most 11)
-- and days. Counts are in floating point, which is exact for them and added up faster.
with packed as (
    select step, cell, (cast(listed_q as bigint) * 12 + done_q - listed_q) * 65536 + days as path, cast(n as double) as n
    from agg_step_days
),
placed as (
    select p.place * 17179869184 + t.path as path, sum(t.n) as n
    from packed as t
    join dim_step_place as p on p.step = t.step and p.cell = t.cell
    group by p.place * 17179869184 + t.path
),
cut as (
    select w.wider * 17179869184 + (p.path & 17179869183) as path, sum(p.n) as n
    from placed as p
    join dim_step_way as w on w.place = p.path >> 34
    group by w.wider * 17179869184 + (p.path & 17179869183)
),
unpacked as (
    select path >> 34 as wider, (path & 17179869183) >> 16 as quarters, path & 65535 as days, n from cut
)
select
    cast(wider as integer) as cell, cast(quarters // 12 as integer) as listed_q,
    cast(quarters // 12 + quarters % 12 as integer) as done_q, cast(days as integer) as days, cast(n as bigint) as n,
    (select max(number) from dim_sanction_quarter) as last_q
from unpacked
