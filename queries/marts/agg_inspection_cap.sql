-- One row per quarter, region of every level (where the entity stands) and department ('*': all together).
-- key: quarter, region_code, department_code
-- The n-th visit of a year is beyond the cap where n exceeds the cap of the tier it was made under; of all departments
-- together, the largest cap any of them published for that tier. Cumulative from 1 January. An entity unknown to the register
-- stands wherever it was visited.
with caps as (
    select coalesce(department_code, '*') as department_code, year, tier, region_code, max(yearly_cap) as cap
    from dim_band
    where yearly_cap is not null
    group by grouping sets ((department_code, year, tier, region_code), (year, tier, region_code))
),
revisited as (
    select
        i.department_code, i.home_code, i.entity_number, i.year, i.number, i.inspected_on, i.inspection_id,
        own.cap as own_cap, every.cap as every_cap
    from fct_inspection as i
    join dim_revisited_entity as r on r.entity_number = i.entity_number and r.year = i.year
    left join caps as own on
        own.department_code = i.department_code and own.year = i.year and own.tier = i.tier and own.region_code = i.home_code
    left join caps as every on
        every.department_code = '*' and every.year = i.year and every.tier = i.tier and every.region_code = i.home_code
),
turns as (
    select
        department_code, home_code, entity_number, year, number, own_cap as cap,
        row_number() over of_office as turn,
        count(own_cap) over (of_office rows between unbounded preceding and current row) as capped_turn
    from revisited
    window of_office as (partition by entity_number, home_code, department_code, year order by inspected_on, inspection_id)
    union all
    select
        '*', home_code, entity_number, year, number, every_cap,
        row_number() over of_all,
        count(every_cap) over (of_all rows between unbounded preceding and current row)
    from revisited
    window of_all as (partition by entity_number, home_code, year order by inspected_on, inspection_id)
),
only_visits as (
    -- of the many entities visited once in the year, that visit is the first
    select i.department_code, i.home_code, i.year, i.number, i.tier, count(*) as n
    from fct_inspection as i
    left join dim_revisited_entity as r on r.entity_number = i.entity_number and r.year = i.year
    where r.entity_number is null
    group by i.department_code, i.home_code, i.year, i.number, i.tier
),
only_capped as (
    select w.department_code, o.home_code, o.year, o.number, o.n, c.cap
    from only_visits as o
    cross join unnest([o.department_code, '*']) as w (department_code)
    left join caps as c on
        c.department_code = w.department_code and c.year = o.year and c.tier = o.tier and c.region_code = o.home_code
),
counted as (
    -- an entity counts in the quarter in which it first is what is counted
    select
        department_code, home_code, year, number,
        count(*) filter (where turn = 1) as n_visited,
        count(*) filter (where cap is not null and capped_turn = 1) as n_capped,
        0 as n_over_cap,
        count(*) filter (where turn > cap) as n_visits_over,
        max(turn) as most_visits
    from turns
    group by department_code, home_code, year, number
    union all
    select department_code, home_code, year, number, 0, 0, count(*), 0, 0
    from (
        select department_code, home_code, entity_number, year, min(number) as number
        from turns
        where turn > cap
        group by department_code, home_code, entity_number, year
    ) as over_cap
    group by department_code, home_code, year, number
    union all
    select
        department_code, home_code, year, number, sum(n), coalesce(sum(n) filter (where cap is not null), 0),
        coalesce(sum(n) filter (where cap < 1), 0), coalesce(sum(n) filter (where cap < 1), 0), 1
    from only_capped
    group by department_code, home_code, year, number
)
select
    q.quarter, a.ancestor_code as region_code, c.department_code,
    cast(sum(c.n_visited) as bigint) as n_visited,
    cast(sum(c.n_capped) as bigint) as n_capped,
    cast(sum(c.n_over_cap) as bigint) as n_over_cap,
    cast(sum(c.n_visits_over) as bigint) as n_visits_over,
    max(c.most_visits) as most_visits
from counted as c
join ref_region_ancestor as a on a.region_code = c.home_code
join dim_inspection_quarter as q on q.year = c.year and q.number >= c.number
group by q.quarter, a.ancestor_code, c.department_code
