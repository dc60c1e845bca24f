-- One row per entity and span of days: the tier in force (until_on is the first day it no longer is).
-- key: entity_id, from_on
-- One entity, one tier: of several schemes the risk classes count, else the public evaluation, else the first by name.
with ranked as (
    select
        entity_id, scheme, tier, valid_from, valid_to,
        case scheme when 'market_risk' then '1' when 'public_evaluation' then '2' else '3' || scheme end as turn
    from stg_grades
    where tier is not null
),
first_scheme as (
    select entity_id, min(turn) as turn, count(*) as n_grades from ranked group by entity_id
),
spans as (
    -- a grade holds until its own end or the next grade, whichever comes first
    select
        r.entity_id, r.scheme, r.tier, r.valid_from as from_on,
        coalesce(cast(r.valid_to + interval 1 day as date), cast('9999-12-31' as date)) as ends_on,
        coalesce(
            lead(r.valid_from) over (partition by r.entity_id order by r.valid_from),
            cast('9999-12-31' as date)
        ) as next_on
    from ranked as r
    join first_scheme as l on l.entity_id = r.entity_id and l.turn = r.turn
    where l.n_grades > 1
    union all
    -- most are graded once: nothing follows, and a window over them would cost for nothing
    select
        r.entity_id, r.scheme, r.tier, r.valid_from,
        coalesce(cast(r.valid_to + interval 1 day as date), cast('9999-12-31' as date)), cast('9999-12-31' as date)
    from ranked as r
    join first_scheme as l on l.entity_id = r.entity_id
    where l.n_grades = 1
)
select entity_id, scheme, tier, from_on, least(ends_on, next_on) as until_on
from spans
where from_on < least(ends_on, next_on)
