-- One row per quarter that has ended, place in the public evaluation and region as registered: entities that held the place on the
-- first day of the four quarters that end with it, and how many of them were penalised in those four.
-- key: quarter, place, region_code
-- by: quarter = decided_on of 4 quarters in stg_decisions
-- A grade predicts what comes after it, so it is the grade of a year ago that is held against the penalties since.
-- Penalties are laid to the spans of their entity before quarters are told apart: by then an entity is a whole number.
-- Both counts carry the quarter as it is told, so that who asks for some quarters has penalties laid to the windows of those only.
with spans as (
    select
        entity_id, region_code, place, from_on, until_on,
        cast(row_number() over () as integer) as span
    from dim_evaluation_span
),
evaluated as (
    select
        cast(year(q.starts_on + interval 9 month) as varchar) || 'Q' || cast(quarter(q.starts_on + interval 9 month) as varchar) as quarter,
        q.starts_on, q.place, q.region_code, q.n_on_first_day
    from agg_evaluation_quarter as q
    cross join dim_cutoff_period as s
    where q.starts_on + interval 12 month <= s.quarter_ended_on + interval 1 day
),
windows as (
    -- the four quarters, each by its first day, in which a penalty falls into the window
    select distinct e.quarter, e.starts_on, cast(e.starts_on + to_months(3 * b.later) as date) as decided_in
    from evaluated as e
    cross join (values (0), (1), (2), (3)) as b (later)
),
penalised as (
    select
        e.span, e.region_code, e.place, e.from_on, e.until_on, cast(date_trunc('quarter', d.decided_on) as date) as decided_in
    from stg_decisions as d
    join spans as e on e.entity_id = d.entity_id
    where d.act = 'penalty' and d.decided_on <= (select decided_by from dim_cutoff_decisions)
        -- the span must reach into the four quarters before
        and e.from_on <= d.decided_on and e.until_on > d.decided_on - interval 1 year
),
found as (
    select distinct w.quarter, p.span, p.region_code, p.place
    from penalised as p
    join windows as w on w.decided_in = p.decided_in
    where p.from_on <= w.starts_on and p.until_on > w.starts_on
),
counted as (
    select quarter, place, region_code, n_on_first_day as n_evaluated, 0 as n_penalised from evaluated
    union all
    select quarter, place, region_code, 0, count(*) from found group by quarter, place, region_code
)
select
    quarter, place, region_code, '*' as department_code,
    cast(sum(n_evaluated) as bigint) as n_evaluated, cast(sum(n_penalised) as bigint) as n_penalised
from counted
group by quarter, place, region_code
