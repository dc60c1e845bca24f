-- One row per quarter (number), window and wider cell of dim_measure_way: distinct entities of the measures.
-- key: number, n_quarters, place
-- Counted as in agg_listing_entity: with the first listing of the entity in the window. Most entities were listed once and measured
-- in one place: those differ by measure and department only, and are counted first and added up then. The others go the long way.
with odd as (
    select distinct entity from fct_measure where not is_alone
),
owing as (
    select distinct m.entity, m.listed_q, m.cell, o.entity is not null as is_odd
    from fct_measure as m
    left join odd as o on o.entity = m.entity
),
plain as (
    select o.entity, o.listed_q, c.cell, c.measure, c.department
    from owing as o
    join dim_measure_cell as c on c.cell = o.cell
    where not o.is_odd
),
one_of_each as (
    -- per entity one row for all of it, for each measure, for each department, and for each pair of them
    select listed_q, min(cell) as cell, false as one_measure, false as one_department from plain group by entity, listed_q
    union all
    select listed_q, min(cell), true, false from plain group by entity, listed_q, measure
    union all
    select listed_q, min(cell), false, true from plain group by entity, listed_q, department
    union all
    select listed_q, cell, true, true from plain
),
counted as (
    select cell, listed_q, one_measure, one_department, count(*) as n
    from one_of_each
    group by cell, listed_q, one_measure, one_department
),
long as (
    -- an entity's first and last quarter in each wider cell: mostly one and the same
    select w.place, o.entity, min(o.listed_q) as first_q, max(o.listed_q) as last_q
    from owing as o
    join dim_measure_way as w on w.cell = o.cell
    where o.is_odd
    group by w.place, o.entity
),
several as (
    select place, entity from long where first_q < last_q
),
ordered as (
    select
        t.place, t.listed_q, lag(t.listed_q) over (partition by t.place, t.entity order by t.listed_q) as before_q
    from (
        select distinct s.place, s.entity, o.listed_q
        from owing as o
        join dim_measure_way as w on w.cell = o.cell
        join several as s on s.place = w.place and s.entity = o.entity
        where o.is_odd
    ) as t
),
firsts as (
    select w.place, p.listed_q, cast(null as integer) as before_q, sum(p.n) as n
    from counted as p
    join dim_measure_way as w on w.cell = p.cell and w.one_measure = p.one_measure and w.one_department = p.one_department
    group by w.place, p.listed_q
    union all
    select place, first_q, null, count(*) from long where first_q = last_q group by place, first_q
    union all
    select place, listed_q, before_q, count(*) from ordered group by place, listed_q, before_q
),
spans as (
    select
        o.place, w.n_quarters, greatest(o.listed_q, coalesce(o.before_q + w.n_quarters, 0)) as from_q,
        o.listed_q + w.n_quarters as until_q, sum(o.n) as n
    from firsts as o
    cross join (values (1), (4), (12)) as w (n_quarters)
    group by o.place, w.n_quarters, from_q, until_q
)
select q.number, s.n_quarters, s.place, cast(sum(s.n) as bigint) as n_entities
from spans as s
join dim_sanction_quarter as q on q.number >= s.from_q and q.number < s.until_q
group by q.number, s.n_quarters, s.place
