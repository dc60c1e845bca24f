-- One row per quarter and region as registered: entities evaluated on its first day, and how many stand lower or higher at its end.
-- key: quarter, region_code
-- An entity that falls and rises again within the quarter has not moved; one first evaluated in it has nothing to move from.
with stepped as (
    select
        entity_id, region_code, place, from_on,
        -- a grade that begins on the first day of a quarter is the one it has on that day: the move was in the quarter before
        cast(date_trunc('quarter', cast(from_on - interval 1 day as date)) as date) as starts_on,
        lag(place) over (partition by entity_id order by from_on) as place_before,
        lag(from_on) over (partition by entity_id order by from_on) as before_from_on,
        lag(until_on) over (partition by entity_id order by from_on) as left_on
    from dim_evaluation_span
),
moved as (
    select
        entity_id, max(region_code) as region_code, starts_on,
        min_by(place_before, from_on) as place_first, min(before_from_on) as held_from_on, max_by(place, from_on) as place_last
    from stepped
    cross join build_settings as s
    where left_on = from_on and from_on <= s.as_of
    group by entity_id, starts_on
),
counted as (
    select
        region_code, starts_on,
        count(*) filter (where place_last > place_first) as n_lower,
        count(*) filter (where place_last < place_first) as n_higher
    from moved
    where held_from_on <= starts_on
    group by region_code, starts_on
),
held as (
    select quarter, starts_on, region_code, sum(n_on_first_day) as n_evaluated
    from agg_evaluation_quarter
    group by quarter, starts_on, region_code
)
select
    h.quarter, h.region_code, '*' as department_code, cast(h.n_evaluated as bigint) as n_evaluated,
    coalesce(c.n_lower, 0) as n_lower, coalesce(c.n_higher, 0) as n_higher
from held as h
left join counted as c on c.region_code = h.region_code and c.starts_on = h.starts_on
