-- One row per quarter that has ended, place in the public evaluation and region as registered: entities that held the place on the
-- first day of the four quarters that end with it, and how many of them were penalised in those four.
-- key: quarter, place, region_code
-- A grade predicts what comes after it, so it is the grade of a year ago that is held against the penalties since.
with penalised as (
    select distinct
        d.entity_id, cast(date_trunc('quarter', d.decided_on) as date) as decided_in
    from stg_decisions as d
    cross join build_settings as s
    where d.act = 'penalty' and d.entity_id is not null and d.decided_on <= s.as_of
),
windows as (
    -- the four windows, by their first quarter, that a penalty falls into
    select distinct p.entity_id, cast(p.decided_in - to_months(3 * b.back) as date) as starts_on
    from penalised as p
    cross join (values (0), (1), (2), (3)) as b (back)
),
found as (
    select e.region_code, e.place, w.starts_on, count(*) as n_penalised
    from windows as w
    join dim_evaluation_span as e on e.entity_id = w.entity_id and e.from_on <= w.starts_on and e.until_on > w.starts_on
    group by e.region_code, e.place, w.starts_on
)
select
    cast(year(q.starts_on + interval 9 month) as varchar) || 'Q' || cast(quarter(q.starts_on + interval 9 month) as varchar) as quarter,
    q.place, q.region_code, '*' as department_code, q.n_on_first_day as n_evaluated, coalesce(f.n_penalised, 0) as n_penalised
from agg_evaluation_quarter as q
cross join build_settings as s
left join found as f on f.region_code = q.region_code and f.place = q.place and f.starts_on = q.starts_on
where q.starts_on + interval 12 month <= s.as_of + interval 1 day
