-- Input of stat_survival: cases by end of time, question, cell, day and cause (null: nothing had happened yet).
-- comply: from the notice to the day the duty was done; whoever left the list first is watched until then.
-- end: from the listing to what ended it. reoffend: from the exit to the first listing after it.
-- A measure's cases are the listings it was applied against, from the day of application: what had happened before it does not count.
with applied as (
    select m.listing_id, k.measure, min(m.applied_on) as applied_on
    from fct_measure as m
    join dim_measure_cell as k on k.cell = m.cell
    where m.applied_q < 99999 and m.list <> 'red'
    group by m.listing_id, k.measure
),
against as materialized (
    select
        a.listing_id, a.measure, l.cell, greatest(a.applied_on, l.started_on) as from_on, l.complied_on, l.exited_on, l.ending
    from applied as a
    join fct_listing as l on l.listing_id = a.listing_id
),
first_again as (
    select listing_id, again_on, place
    from (
        select listing_id, again_on, place, row_number() over (partition by listing_id order by again_on, place, again_id) as nth
        from fct_relisting
    ) as r
    where nth = 1
),
clocks as (
    select
        'comply' as asked, 0 as measure, cell, started_on as from_on,
        case
            when complied_on < listed_on then null
            when complied_on <= coalesce(exited_on, complied_on) then 'complied'
            else ending
        end as cause,
        case when complied_on <= coalesce(exited_on, complied_on) then complied_on else exited_on end as happened_on,
        cast('9998-12-31' as date) as watched_until, complied_on < listed_on as is_odd
    from fct_listing
    union all
    select
        'comply', measure, cell, from_on,
        case when complied_on <= coalesce(exited_on, complied_on) then 'complied' else ending end,
        case when complied_on <= coalesce(exited_on, complied_on) then complied_on else exited_on end,
        cast('9998-12-31' as date), false
    from against
    where coalesce(least(complied_on, exited_on) >= from_on, true)
    union all
    select
        'end', 0, cell, listed_on, ending, exited_on, cast('9998-12-31' as date),
        exited_on < listed_on
    from fct_listing
    union all
    select
        'end', measure, cell, from_on, ending, exited_on, cast('9998-12-31' as date), false
    from against
    where coalesce(exited_on >= from_on, true)
    union all
    select
        'reoffend', 0, e.cell, e.exited_on, f.place, f.again_on, e.watched_until, false
    from fct_exit as e
    left join first_again as f on f.listing_id = e.listing_id
    union all
    select
        'reoffend', a.measure, e.cell, e.exited_on, f.place, f.again_on,
        e.watched_until, false
    from against as a
    join fct_exit as e on e.listing_id = a.listing_id and e.exited_on >= a.from_on
    left join first_again as f on f.listing_id = a.listing_id
),
causes as (
    select cause, row_number() over (order by cause) as nth
    from (
        select ending as cause from fct_listing where ending is not null
        union
        select cause from (values ('complied'), ('same_region'), ('elsewhere')) as c (cause)
    ) as c
),
asked as (
    select * from (values ('comply', 0), ('end', 1), ('reoffend', 2)) as a (asked, nth)
),
ends as (
    select *, row_number() over (order by number) as nth from dim_sanction_end
),
cases as (
    -- one whole number to group millions by: question, end of time (4 bits), cause (5; 0: none), days and one (20; 0: no usable dates)
    select
        c.measure, c.cell,
        (a.nth * 16 + q.nth) * 33554432
        + coalesce(case when c.happened_on <= q.ends_on and not coalesce(c.is_odd, false) then k.nth end, 0) * 1048576
        + coalesce(
            case
                when c.is_odd then null
                when c.happened_on <= q.ends_on then greatest(c.happened_on - c.from_on, 0)
                else least(q.ends_on, c.watched_until) - c.from_on
            end, -1
        ) + 1 as path
    from clocks as c
    join asked as a on a.asked = c.asked
    left join causes as k on k.cause = c.cause
    join ends as q on q.ends_on >= c.from_on
),
ways as (
    -- a city: all lists, or one; a jurisdiction: also a grade or a measure; and, at the latest end, each of them by department
    select *
    from (values
        (false, false, false, false, false, false), (false, false, true, false, false, false),
        (true, false, false, true, false, false), (true, false, false, false, false, true),
        (true, true, false, false, true, false), (true, true, true, false, true, false), (true, true, false, true, true, false)
    ) as w (needs_whole, needs_latest, one_list, one_grade, one_department, one_measure)
),
near as (
    -- what cases are added up by first, as the ways can be told from it: of a jurisdiction list, grade and department; of a city the
    -- list; of a measure neither
    select
        cell, is_whole, is_measured, list, grade, region_code, department_code,
        dense_rank() over (order by is_measured, is_whole, list, grade, region_code, department_code) as near
    from (
        select
            c.cell, s.is_whole, m.is_measured, case when m.is_measured then '*' else c.list end as list,
            case when s.is_whole and not m.is_measured then c.grade else '*' end as grade, s.scope_code as region_code,
            case when s.is_whole and not m.is_measured then c.department_code else '*' end as department_code
        from dim_listing_cell as c
        join dim_sanction_scope as s on s.region_code = c.region_code
        join (values (false), (true)) as m (is_measured) on not m.is_measured or (s.is_whole and c.list <> 'red')
    ) as c
),
shown as (
    -- which cells each of them is told in, and a whole number for them
    select
        *, dense_rank() over (order by list, grade, region_code, department_code) as place
    from (
        select
            n.near, w.needs_latest, case when w.one_list then n.list else '*' end as list,
            case when w.one_grade then n.grade else '*' end as grade, n.region_code,
            case when w.one_department then n.department_code else '*' end as department_code
        from (select distinct near, is_whole, is_measured, list, grade, region_code, department_code from near) as n
        join ways as w on
            w.one_measure = n.is_measured and (n.is_whole or not w.needs_whole) and (w.one_list or n.list <> 'red')
    ) as n
),
gathered as (
    -- by one whole number again: measure (from bit 52 on), near cell (from bit 31) and path
    select (c.measure << 52) + (n.near << 31) + c.path as packed, cast(count(*) as double) as n
    from cases as c
    join near as n on n.cell = c.cell and n.is_measured = (c.measure > 0)
    group by packed
),
counted as (
    select c.measure, g.place, c.path, sum(c.n) as n
    from (select packed >> 52 as measure, (packed >> 31) & 2097151 as near, packed & 2147483647 as path, n from gathered) as c
    join ends as q on q.nth = (c.path >> 25) & 15
    join shown as g on g.near = c.near and (q.is_latest or not g.needs_latest)
    group by c.measure, g.place, c.path
)
select
    q.quarter, a.asked, p.list, p.grade, coalesce(m.measure_code, '*') as measure_code, p.region_code, p.department_code,
    cast(nullif(c.path & 1048575, 0) - 1 as integer) as days, k.cause, cast(c.n as bigint) as n
from counted as c
join asked as a on a.nth = c.path >> 29
join ends as q on q.nth = (c.path >> 25) & 15
left join causes as k on k.nth = (c.path >> 20) & 31
join (select distinct place, list, grade, region_code, department_code from shown) as p on p.place = c.place
left join (select distinct measure, measure_code from dim_measure_cell) as m on m.measure = c.measure
