-- Input of stat_survival: cases by end of time, question, cell, day and cause (null: nothing had happened yet).
-- comply: from the notice to the day the duty was done; whoever left the list first is watched until then.
-- end: from the listing to what ended it. reoffend: from the exit to the first listing after it.
-- A measure's cases are the listings it was applied against, from the day of application: what had happened before it does not count.
with applied as (
    select m.listing_id, m.measure_code, greatest(min(m.applied_on), l.started_on) as from_on
    from fct_measure as m
    join fct_listing as l on l.listing_id = m.listing_id
    where m.applied_q < 99999 and m.list <> 'red'
    group by m.listing_id, m.measure_code, l.started_on
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
        'comply' as asked, '*' as measure_code, list, grade, department_code, region_code, started_on as from_on,
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
        'comply', a.measure_code, l.list, l.grade, l.department_code, l.region_code, a.from_on,
        case when l.complied_on <= coalesce(l.exited_on, l.complied_on) then 'complied' else l.ending end,
        case when l.complied_on <= coalesce(l.exited_on, l.complied_on) then l.complied_on else l.exited_on end,
        cast('9998-12-31' as date), false
    from applied as a
    join fct_listing as l on l.listing_id = a.listing_id
    where coalesce(least(l.complied_on, l.exited_on) >= a.from_on, true)
    union all
    select
        'end', '*', list, grade, department_code, region_code, listed_on, ending, exited_on, cast('9998-12-31' as date),
        exited_on < listed_on
    from fct_listing
    union all
    select
        'end', a.measure_code, l.list, l.grade, l.department_code, l.region_code, a.from_on, l.ending, l.exited_on,
        cast('9998-12-31' as date), false
    from applied as a
    join fct_listing as l on l.listing_id = a.listing_id
    where coalesce(l.exited_on >= a.from_on, true)
    union all
    select
        'reoffend', '*', e.list, e.grade, e.department_code, e.region_code, e.exited_on, f.place, f.again_on, e.watched_until, false
    from fct_exit as e
    left join first_again as f on f.listing_id = e.listing_id
    union all
    select
        'reoffend', a.measure_code, e.list, e.grade, e.department_code, e.region_code, e.exited_on, f.place, f.again_on,
        e.watched_until, false
    from applied as a
    join fct_exit as e on e.listing_id = a.listing_id and e.exited_on >= a.from_on
    left join first_again as f on f.listing_id = a.listing_id
),
cases as (
    select
        q.quarter, q.is_latest, c.asked, c.measure_code, c.list, c.grade, c.department_code, c.region_code,
        case
            when c.is_odd then null
            when c.happened_on <= q.ends_on then greatest(c.happened_on - c.from_on, 0)
            else least(q.ends_on, c.watched_until) - c.from_on
        end as days,
        case when c.happened_on <= q.ends_on and not coalesce(c.is_odd, false) then c.cause end as cause,
        count(*) as n
    from clocks as c
    join dim_sanction_end as q on q.ends_on >= c.from_on
    group by all
),
ways as (
    -- a city: all lists, or one; a jurisdiction: also a grade or a measure; and, at the latest end, each of them by department
    select *
    from (values
        (false, false, false, false, false, false), (false, false, true, false, false, false),
        (true, false, false, true, false, false), (true, false, false, false, false, true),
        (true, true, false, false, true, false), (true, true, true, false, true, false), (true, true, false, true, true, false)
    ) as w (needs_whole, needs_latest, one_list, one_grade, one_department, one_measure)
)
select
    c.quarter, c.asked, case when w.one_list then c.list else '*' end as list, case when w.one_grade then c.grade else '*' end as grade,
    c.measure_code, s.scope_code as region_code, case when w.one_department then c.department_code else '*' end as department_code,
    cast(c.days as integer) as days, c.cause, cast(sum(c.n) as bigint) as n
from cases as c
join dim_sanction_scope as s on s.region_code = c.region_code
join ways as w on
    (s.is_whole or not w.needs_whole) and (c.is_latest or not w.needs_latest) and w.one_measure = (c.measure_code <> '*')
    and (w.one_list or c.list <> 'red')
group by
    c.quarter, c.asked, case when w.one_list then c.list else '*' end, case when w.one_grade then c.grade else '*' end,
    c.measure_code, s.scope_code, case when w.one_department then c.department_code else '*' end, c.days, c.cause
