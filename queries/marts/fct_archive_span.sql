-- One row per entity and unbroken span of days on which it had at least one open credit file.
-- key: entity_id, from_on
with files as (
    select entity_id, count(*) as n_files, count(closed_on) as n_closed, min(opened_on) as opened_on, max(closed_on) as closed_on
    from stg_archives
    group by entity_id
),
plain as (
    -- one file, or several of which none was ever closed: nearly all entities, and no window is needed
    select entity_id, opened_on as from_on, closed_on as until_on
    from files
    where n_closed = 0 or n_files = 1
),
tangled as (
    select a.entity_id, a.opened_on, coalesce(a.closed_on, cast('9999-12-31' as date)) as closed_on
    from stg_archives as a
    join files as f on f.entity_id = a.entity_id
    where f.n_closed > 0 and f.n_files > 1
),
reach as (
    select
        entity_id, opened_on, closed_on,
        max(closed_on) over (
            partition by entity_id
            order by opened_on, closed_on
            rows between unbounded preceding and 1 preceding
        ) as closed_before
    from tangled
),
numbered as (
    select
        entity_id, opened_on, closed_on,
        sum(case when closed_before >= opened_on then 0 else 1 end) over (
            partition by entity_id
            order by opened_on, closed_on
            rows between unbounded preceding and current row
        ) as span
    from reach
)
select entity_id, from_on, until_on
from plain
union all
select
    entity_id,
    min(opened_on) as from_on,
    case when max(closed_on) < cast('9999-12-31' as date) then max(closed_on) end as until_on
from numbered
group by entity_id, span
