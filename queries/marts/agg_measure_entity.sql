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
bare as (
    select cell, dense_rank() over (order by list, grade, region_code) as bare from dim_measure_cell
),
standing as (
    -- one whole number for a wider cell and an entity: whom it is counted as there
    select cast(w.place as bigint) * 4294967296 + o.entity as who, o.listed_q
    from (
        -- where neither measure nor department is told apart, what only they tell apart is one
        select o.entity, o.listed_q, min(o.cell) as cell
        from owing as o
        join bare as b on b.cell = o.cell
        where o.is_odd
        group by o.entity, o.listed_q, b.bare
    ) as o
    join dim_measure_way as w on w.cell = o.cell and not w.one_measure and not w.one_department
    union all
    select cast(w.place as bigint) * 4294967296 + o.entity, o.listed_q
    from owing as o
    join dim_measure_way as w on w.cell = o.cell and (w.one_measure or w.one_department)
    where o.is_odd
),
long as (
    -- first and last quarter of each: mostly one and the same
    select who, min(listed_q) as first_q, max(listed_q) as last_q from standing group by who
),
ordered as (
    select who >> 32 as place, listed_q, lag(listed_q) over (partition by who order by listed_q) as before_q
    from (
        select distinct t.who, t.listed_q
        from standing as t
        join long as s on s.who = t.who and s.first_q < s.last_q
    ) as t
),
firsts as (
    select w.place, p.listed_q, cast(null as integer) as before_q, sum(p.n) as n
    from counted as p
    join dim_measure_way as w on w.cell = p.cell and w.one_measure = p.one_measure and w.one_department = p.one_department
    group by w.place, p.listed_q
    union all
    select who >> 32, first_q, null, count(*) from long where first_q = last_q group by who >> 32, first_q
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
