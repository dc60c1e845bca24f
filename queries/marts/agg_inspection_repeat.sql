-- One row per quarter and region of every level (where the entity stands): entities several departments visited within 30 days.
-- key: quarter, region_code
-- Cumulative from 1 January; an entity counts once a year (one unknown to the register once in every region it was visited in).
with counted as (
    select year, number, home_code as region_code, 0 as n_visited, 0 as n_repeated, count(*) as n_visits, 0 as n_mergeable
    from fct_inspection
    group by year, number, home_code
    union all
    select year, number, region_code, count(*), 0, 0, 0
    from (
        select entity_number, year, min(number) as number, home_code as region_code from fct_inspection group by entity_number, year, home_code
    ) as f
    group by year, number, region_code
    union all
    select year, number, home_code, 0, 0, 0, count(*)
    from fct_inspection_repeat
    group by year, number, home_code
    union all
    select year, number, region_code, 0, count(*), 0, 0
    from (
        select entity_number, year, min(number) as number, home_code as region_code
        from fct_inspection_repeat
        group by entity_number, year, home_code
    ) as f
    group by year, number, region_code
)
select
    q.quarter, a.ancestor_code as region_code,
    cast(sum(c.n_visited) as bigint) as n_visited,
    cast(sum(c.n_repeated) as bigint) as n_repeated,
    cast(sum(c.n_visits) as bigint) as n_visits,
    cast(sum(c.n_mergeable) as bigint) as n_mergeable
from counted as c
join ref_region_ancestor as a on a.region_code = c.region_code
join dim_inspection_quarter as q on q.year = c.year and q.number >= c.number
group by q.quarter, a.ancestor_code
