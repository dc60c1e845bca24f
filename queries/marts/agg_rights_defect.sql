-- One row per defect, part of it ('*': all), quarter, region of every level and department ('*': all): found, and of how many.
-- key: defect, part, quarter, region_code, department_code
with s as (
    select as_of, 4 * year(as_of) + quarter(as_of) - 1 as last_quarter from build_settings
),
-- What could have gone wrong: one more from its first quarter on, one less after its last, added up over the quarters.
changes as (
    select defect, part, department_code, region_code, first_quarter as quarter_number, n, n_left_out from agg_rights_risk
    union all
    select defect, part, department_code, region_code, last_quarter + 1, -n, -n_left_out from agg_rights_risk
),
placed as (
    select c.defect, c.part, c.department_code, a.ancestor_code as place, c.quarter_number, sum(c.n) as n, sum(c.n_left_out) as n_left_out
    from changes as c
    join ref_region_ancestor as a on a.region_code = c.region_code
    group by c.defect, c.part, c.department_code, a.ancestor_code, c.quarter_number
),
rolled as (
    select
        defect, coalesce(part, '*') as part, coalesce(department_code, '*') as keeper, place, quarter_number,
        sum(n) as n, sum(n_left_out) as n_left_out
    from placed
    group by grouping sets (
        (defect, part, department_code, place, quarter_number), (defect, part, place, quarter_number),
        (defect, department_code, place, quarter_number), (defect, place, quarter_number)
    )
),
-- what is true after a change holds until the next one
held as (
    select
        defect, part, keeper, place, quarter_number,
        lead(quarter_number) over one as next_quarter,
        sum(n) over one as n_of, sum(n_left_out) over one as n_left_out
    from rolled
    window one as (partition by defect, part, keeper, place order by quarter_number)
),
exposed as (
    select h.defect, h.part, h.keeper, h.place, h.n_of, h.n_left_out,
        unnest(generate_series(h.quarter_number, least(coalesce(h.next_quarter, s.last_quarter + 1) - 1, s.last_quarter))) as quarter_number
    from held as h
    cross join s
    where h.n_of > 0
),
-- What went wrong, quarter by quarter, as long as it stood.
stood as (
    select
        c.defect, c.part, c.item_id, c.entity_id, c.department_code, c.region_code, c.from_on, c.until_on, c.is_straddling,
        4 * year(c.from_on) + quarter(c.from_on) - 1 as first_quarter,
        unnest(generate_series(
            4 * year(c.from_on) + quarter(c.from_on) - 1,
            4 * year(c.until_on - interval 1 day) + quarter(c.until_on - interval 1 day) - 1
        )) as quarter_number
    from fct_rights_case as c
),
ended as (
    select
        t.defect, t.part, t.item_id, t.department_code, t.region_code, t.quarter_number,
        case when t.entity_id is not null then hash(t.entity_id) end as entity,  -- counting numbers apart is far cheaper than codes
        case when t.is_straddling then 1 else 0 end as straddling,
        case when t.first_quarter = t.quarter_number then 1 else 0 end as begun,
        case when t.until_on > q.quarter_end then 1 else 0 end as standing,
        least(t.until_on, cast(q.quarter_end + interval 1 day as date)) - t.from_on as n_days
    from stood as t
    join (
        select
            n.quarter_number,
            least(
                last_day(make_date(cast(floor(n.quarter_number / 4) as integer), cast(3 * (n.quarter_number % 4) + 3 as integer), 1)), s.as_of
            ) as quarter_end
        from (select distinct quarter_number from stood) as n
        cross join s
    ) as q on q.quarter_number = t.quarter_number
),
once as (
    -- only disputes come and go: a measure in breach twice in a quarter is one
    select defect, part, entity, department_code, region_code, quarter_number, straddling, begun, standing, n_days
    from ended
    where defect <> 'while_disputed'
    union all
    select
        defect, part, entity, department_code, region_code, quarter_number,
        max(straddling), max(begun), max(standing), max(n_days)
    from ended
    where defect = 'while_disputed'
    group by defect, part, item_id, entity, department_code, region_code, quarter_number
),
counted as (
    select
        e.defect, e.part, e.department_code, a.ancestor_code as place, e.quarter_number, e.entity,
        e.straddling, e.begun, e.standing, e.n_days
    from once as e
    join ref_region_ancestor as a on a.region_code = e.region_code
),
found as (
    select
        defect, coalesce(part, '*') as part, coalesce(department_code, '*') as keeper, place, quarter_number,
        count(*) as n,
        cast(sum(begun) as bigint) as n_new,
        cast(sum(standing) as bigint) as n_standing,
        count(distinct entity) as n_entities,
        cast(sum(straddling) as bigint) as n_straddling,
        percentile_cont(0.5) within group (order by n_days) as days_median,
        max(n_days) as days_most
    from counted
    group by grouping sets (
        (defect, part, department_code, place, quarter_number), (defect, part, place, quarter_number),
        (defect, department_code, place, quarter_number), (defect, place, quarter_number)
    )
)
select
    x.defect, x.part,
    cast(cast(floor(x.quarter_number / 4) as integer) as varchar) || 'Q' || cast(x.quarter_number % 4 + 1 as varchar) as quarter,
    x.place as region_code, x.keeper as department_code,
    coalesce(f.n, 0) as n,
    cast(x.n_of - x.n_left_out as bigint) as n_of,
    coalesce(f.n_new, 0) as n_new,
    coalesce(f.n_standing, 0) as n_standing,
    coalesce(f.n_entities, 0) as n_entities,
    f.days_median, cast(f.days_most as integer) as days_most,
    coalesce(f.n_straddling, 0) as n_straddling,
    cast(x.n_left_out as bigint) as n_left_out
from exposed as x
left join found as f on
    f.defect = x.defect and f.part = x.part and f.keeper = x.keeper and f.place = x.place and f.quarter_number = x.quarter_number
where x.part = '*' or f.n > 0
