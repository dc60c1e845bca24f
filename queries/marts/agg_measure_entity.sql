-- One row per quarter, window, measure ('*'), list ('*'), grade ('*'), department ('*') and region: distinct entities of the measures.
-- key: quarter, n_quarters, measure_code, list, grade, department_code, region_code
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
plain_spans as (
    select
        case when k.one_measure then c.measure_code else '*' end as measure_code, case when k.one_list then c.list else '*' end as list,
        case when k.one_grade then c.grade else '*' end as grade, case when k.one_department then c.department_code else '*' end as department_code,
        a.ancestor_code as region_code, p.listed_q, sum(p.n) as n
    from counted as p
    join dim_measure_cell as c on c.cell = p.cell
    join ref_region_ancestor as a on a.region_code = c.region_code
    -- rewards are no sanctions: what stands against the red list has rows of its own only
    join dim_sanction_way as k on
        k.region_level = a.ancestor_level and (k.one_list or c.list <> 'red')
        and k.one_measure = p.one_measure and k.one_department = p.one_department
    group by 1, 2, 3, 4, 5, p.listed_q
),
cut as (
    select distinct
        case when k.one_measure then c.measure_code else '*' end as measure_code, case when k.one_list then c.list else '*' end as list,
        case when k.one_grade then c.grade else '*' end as grade, case when k.one_department then c.department_code else '*' end as department_code,
        a.ancestor_code as region_code, o.entity, o.listed_q
    from owing as o
    join dim_measure_cell as c on c.cell = o.cell
    join ref_region_ancestor as a on a.region_code = c.region_code
    join dim_sanction_way as k on k.region_level = a.ancestor_level and (k.one_list or c.list <> 'red')
    where o.is_odd
),
ordered as (
    select
        measure_code, list, grade, department_code, region_code, listed_q,
        lag(listed_q) over (partition by measure_code, list, grade, department_code, region_code, entity order by listed_q) as before_q
    from cut
),
firsts as (
    select measure_code, list, grade, department_code, region_code, listed_q, cast(null as integer) as before_q, n from plain_spans
    union all
    select measure_code, list, grade, department_code, region_code, listed_q, before_q, 1 from ordered
),
spans as (
    select
        o.measure_code, o.list, o.grade, o.department_code, o.region_code, w.n_quarters,
        greatest(o.listed_q, coalesce(o.before_q + w.n_quarters, 0)) as from_q, o.listed_q + w.n_quarters as until_q, sum(o.n) as n
    from firsts as o
    cross join (values (1), (4), (12)) as w (n_quarters)
    group by o.measure_code, o.list, o.grade, o.department_code, o.region_code, w.n_quarters, from_q, until_q
)
select
    q.quarter, s.n_quarters, s.measure_code, s.list, s.grade, s.department_code, s.region_code,
    cast(sum(s.n) as bigint) as n_entities
from spans as s
join dim_sanction_quarter as q on q.number >= s.from_q and q.number < s.until_q
group by q.quarter, s.n_quarters, s.measure_code, s.list, s.grade, s.department_code, s.region_code
