-- One row per quarter, tier of the register, way of selection ('*': any), department ('*': any) and region as registered:
-- who is visited for the first time in the year, and all visits.
-- key: year, number, tier, selection, department_code, region_code
-- Who is visited twice is one entity: by one department and way of selection, by one of the two, or by any. A visit counts
-- for the register only where its tier of the day before is that of 1 January: so the visited are part of those they are
-- divided by, and a ratio cannot pass one. A tier sent with a visit is no grade: who has none stays with those who have none.
with counted as (
    select
        i.entity_number, i.year, i.number, i.register_tier, i.home_code, i.selection, i.department_code,
        r.entity_number is not null as is_revisited
    from fct_inspection as i
    left join dim_revisited_entity as r on r.entity_number = i.entity_number and r.year = i.year
    where i.register_tier = case when i.is_graded then i.tier else 'none' end
),
first_visits as (
    select
        year, register_tier as tier, coalesce(selection, '*') as selection, coalesce(department_code, '*') as department_code,
        home_code as region_code, min(number) as number, 1 as n
    from counted
    where is_revisited
    -- an entity has one tier on 1 January and one home: they stand in the keys because that is cheaper than carrying them
    group by grouping sets (
        (entity_number, year, register_tier, home_code, selection, department_code),
        (entity_number, year, register_tier, home_code, selection),
        (entity_number, year, register_tier, home_code, department_code),
        (entity_number, year, register_tier, home_code)
    )
    union all
    select year, register_tier, coalesce(selection, '*'), coalesce(department_code, '*'), home_code, number, count(*)
    from counted
    where not is_revisited
    group by grouping sets (
        (year, number, register_tier, home_code, selection, department_code), (year, number, register_tier, home_code, selection),
        (year, number, register_tier, home_code, department_code), (year, number, register_tier, home_code)
    )
),
visits as (
    select
        year, number, case when is_graded then tier else 'none' end as tier, selection, department_code,
        home_code as region_code, count(*) as n_visits
    from fct_inspection
    where standing = 'registered'
    group by year, number, case when is_graded then tier else 'none' end, selection, department_code, home_code
),
every as (
    select year, number, tier, selection, department_code, region_code, sum(n) as n_newly, 0 as n_visits
    from first_visits
    group by year, number, tier, selection, department_code, region_code
    union all
    select
        year, number, tier, coalesce(selection, '*'), coalesce(department_code, '*'), region_code, 0, sum(n_visits)
    from visits
    group by grouping sets (
        (year, number, tier, selection, department_code, region_code), (year, number, tier, selection, region_code),
        (year, number, tier, department_code, region_code), (year, number, tier, region_code)
    )
)
select
    year, number, tier, selection, department_code, region_code,
    cast(sum(n_newly) as bigint) as n_newly, cast(sum(n_visits) as bigint) as n_visits
from every
group by year, number, tier, selection, department_code, region_code
