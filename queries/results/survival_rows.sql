-- Input of stat_survival: cases by end of time, question, cell, day and cause (null: nothing had happened yet).
-- comply: from the notice to the day the duty was done; whoever left the list first is watched until then.
-- end: from the listing to what ended it. reoffend: from the exit to the first listing after it.
-- A measure's cases are the listings it was applied against, from the day of application: what had happened before it does not count.
with applied as (
    select m.listing_id, k.measure, greatest(min(m.applied_on), min(l.started_on)) as from_on
    from fct_measure as m
    join dim_measure_cell as k on k.cell = m.cell
    join fct_listing as l on l.listing_id = m.listing_id
    where m.applied_q < 99999 and m.list <> 'red'
    group by m.listing_id, k.measure
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
        'comply', a.measure, l.cell, a.from_on,
        case when l.complied_on <= coalesce(l.exited_on, l.complied_on) then 'complied' else l.ending end,
        case when l.complied_on <= coalesce(l.exited_on, l.complied_on) then l.complied_on else l.exited_on end,
        cast('9998-12-31' as date), false
    from applied as a
    join fct_listing as l on l.listing_id = a.listing_id
    where coalesce(least(l.complied_on, l.exited_on) >= a.from_on, true)
    union all
    select
        'end', 0, cell, listed_on, ending, exited_on, cast('9998-12-31' as date),
        exited_on < listed_on
    from fct_listing
    union all
    select
        'end', a.measure, l.cell, a.from_on, l.ending, l.exited_on,
        cast('9998-12-31' as date), false
    from applied as a
    join fct_listing as l on l.listing_id = a.listing_id
    where coalesce(l.exited_on >= a.from_on, true)
    union all
    select
        'reoffend', 0, e.cell, e.exited_on, f.place, f.again_on, e.watched_until, false
    from fct_exit as e
    left join first_again as f on f.listing_id = e.listing_id
    union all
    select
        'reoffend', a.measure, e.cell, e.exited_on, f.place, f.again_on,
        e.watched_until, false
    from applied as a
    join fct_exit as e on e.listing_id = a.listing_id and e.exited_on >= a.from_on
    left join first_again as f on f.listing_id = a.listing_id
),
cases as (
    select
        q.number, q.is_latest, c.asked, c.measure, c.cell,
        case
            when c.is_odd then null
            when c.happened_on <= q.ends_on then greatest(c.happened_on - c.from_on, 0)
            else least(q.ends_on, c.watched_until) - c.from_on
        end as days,
        case when c.happened_on <= q.ends_on and not coalesce(c.is_odd, false) then c.cause end as cause
    from clocks as c
    join dim_sanction_end as q on q.ends_on >= c.from_on
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
shown as (
    -- which cells each listing's cell is told in, and a whole number for them
    select
        c.cell, w.needs_latest, w.one_measure, case when w.one_list then c.list else '*' end as list,
        case when w.one_grade then c.grade else '*' end as grade, s.scope_code as region_code,
        case when w.one_department then c.department_code else '*' end as department_code,
        dense_rank() over (
            order by case when w.one_list then c.list else '*' end, case when w.one_grade then c.grade else '*' end, s.scope_code,
            case when w.one_department then c.department_code else '*' end
        ) as place
    from dim_listing_cell as c
    join dim_sanction_scope as s on s.region_code = c.region_code
    join ways as w on (s.is_whole or not w.needs_whole) and (w.one_list or c.list <> 'red')
),
counted as (
    select c.number, c.asked, c.measure, g.place, c.days, c.cause, count(*) as n
    from cases as c
    join shown as g on g.cell = c.cell and (c.is_latest or not g.needs_latest) and g.one_measure = (c.measure > 0)
    group by c.number, c.asked, c.measure, g.place, c.days, c.cause
)
select
    q.quarter, c.asked, p.list, p.grade, coalesce(m.measure_code, '*') as measure_code, p.region_code, p.department_code,
    cast(c.days as integer) as days, c.cause, cast(c.n as bigint) as n
from counted as c
join dim_sanction_quarter as q on q.number = c.number
join (select distinct place, list, grade, region_code, department_code from shown) as p on p.place = c.place
left join (select distinct measure, measure_code from dim_measure_cell) as m on m.measure = c.measure
