-- One row per entity on the register and span of days: its place in the public credit evaluation (1 best to 4 worst).
-- key: entity_id, from_on
-- The four grades of the national evaluation as provinces write them; until_on is the first day the grade no longer holds.
with written (grade, place) as (
    values ('优', 1), ('优秀', 1), ('良', 2), ('良好', 2), ('中', 3), ('中等', 3), ('差', 4), ('较差', 4)
),
spans as (
    select
        g.entity_id, w.place, g.valid_from,
        coalesce(cast(g.valid_to + interval 1 day as date), cast('9999-12-31' as date)) as ends_on,
        coalesce(lead(g.valid_from) over (partition by g.entity_id order by g.valid_from), cast('9999-12-31' as date)) as next_on
    from stg_grades as g
    join written as w on w.grade = g.grade
    where g.scheme = 'public_evaluation'
),
living as (
    select
        s.entity_id, e.region_code, s.place, greatest(s.valid_from, e.registered_on) as from_on,
        least(s.ends_on, s.next_on, coalesce(e.deregistered_on, cast('9999-12-31' as date))) as until_on
    from spans as s
    join stg_entities as e on e.entity_id = s.entity_id
)
select entity_id, region_code, place, from_on, until_on
from living
where from_on < until_on
