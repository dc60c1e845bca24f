-- One row per quarter and region as registered: entities in the lowest place of the public evaluation at the quarter's end, and
-- those of them on the list of key attention that day, or called to a talk since they came there.
-- key: quarter, region_code
with ends as (
    select distinct
        cast(year(starts_on) as varchar) || 'Q' || cast(quarter(starts_on) as varchar) as quarter,
        least(last_day(cast(starts_on + interval 2 month as date)), s.as_of) as ends_on
    from agg_evaluation_quarter
    cross join build_settings as s
),
poor as (
    select q.quarter, q.ends_on, e.entity_id, e.region_code, e.from_on
    from dim_evaluation_span as e
    join ends as q on e.from_on <= q.ends_on and e.until_on > q.ends_on
    where e.place = 4
)
select
    p.quarter, p.region_code, '*' as department_code, count(*) as n_poor,
    count(*) filter (
        where exists (
            select 1 from stg_listings as l
            where l.entity_id = p.entity_id and l.list = 'focus' and l.listed_on <= p.ends_on
                and coalesce(l.exited_on, cast('9999-12-31' as date)) > p.ends_on
        )
    ) as n_watched,
    count(*) filter (
        where exists (
            select 1 from stg_interviews as i
            where i.entity_id = p.entity_id and i.held_on >= p.from_on and i.held_on <= p.ends_on
        )
    ) as n_talked
from poor as p
group by p.quarter, p.region_code
