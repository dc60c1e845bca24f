-- One row per quarter that has ended, place in the public evaluation and region as registered: entities that held the place on the
-- first day of the four quarters that end with it, and how many of them were penalised in those four.
-- key: quarter, place, region_code
-- by: quarter = decided_on of 4 quarters in stg_decisions
-- A grade predicts what comes after it, so it is the grade of a year ago that is held against the penalties since.
-- Penalties are laid to the spans of their entity before quarters are told apart: by then an entity is a whole number.
with spans as (
    select
        entity_id, region_code, place, from_on, until_on,
        cast(row_number() over () as integer) as span
    from dim_evaluation_span
),
penalised as (
    select distinct
        e.span, e.region_code, e.place, e.from_on, e.until_on, cast(date_trunc('quarter', d.decided_on) as date) as decided_in
    from stg_decisions as d
    join spans as e on e.entity_id = d.entity_id
    where d.act = 'penalty' and d.decided_on <= (select decided_by from dim_cutoff_decisions)
        -- the span must reach into the four quarters before
        and e.from_on <= d.decided_on and e.until_on > d.decided_on - interval 1 year
),
windows as (
    -- the four windows, by their first quarter, that a penalty falls into
    select distinct p.span, p.region_code, p.place, cast(p.decided_in - to_months(3 * b.back) as date) as starts_on
    from penalised as p
    cross join (values (0), (1), (2), (3)) as b (back)
    where p.from_on <= p.decided_in - to_months(3 * b.back) and p.until_on > p.decided_in - to_months(3 * b.back)
),
found as (
    select region_code, place, starts_on, count(*) as n_penalised
    from windows
    group by region_code, place, starts_on
)
select
    cast(year(q.starts_on + interval 9 month) as varchar) || 'Q' || cast(quarter(q.starts_on + interval 9 month) as varchar) as quarter,
    q.place, q.region_code, '*' as department_code, q.n_on_first_day as n_evaluated, coalesce(f.n_penalised, 0) as n_penalised
from agg_evaluation_quarter as q
cross join dim_cutoff_period as s
left join found as f on f.region_code = q.region_code and f.place = q.place and f.starts_on = q.starts_on
where q.starts_on + interval 12 month <= s.quarter_ended_on + interval 1 day
