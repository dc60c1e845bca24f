-- One row per entity on the register and span of days: its place in the public credit evaluation (1 best to 4 worst).
-- key: entity_id, from_on
-- until_on is the first day the grade no longer holds.
with spans as (
    select
        g.entity_id, w.place, g.valid_from,
        coalesce(cast(g.valid_to + interval 1 day as date), cast('9999-12-31' as date)) as ends_on,
        coalesce(lead(g.valid_from) over (partition by g.entity_id order by g.valid_from), cast('9999-12-31' as date)) as next_on
    from stg_grades as g
    join ref_evaluation_grade as w on w.grade = g.grade
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
