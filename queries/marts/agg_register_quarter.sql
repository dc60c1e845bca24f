-- One row per quarter, tier ('none': without a grade) and region as registered: the register, and the time spent in it.
-- key: quarter, tier, region_code
-- compared: yes
-- Counted from comings and goings, one pass over the register whatever the number of quarters.
with life as (
    select
        entity_id, region_code, registered_on as from_on, coalesce(deregistered_on, cast('9999-12-31' as date)) as until_on
    from stg_entities
    where registered_on < coalesce(deregistered_on, cast('9999-12-31' as date))
),
graded as (
    select
        e.region_code, t.tier, greatest(e.from_on, t.from_on) as from_on, least(e.until_on, t.until_on) as until_on
    from life as e
    join dim_tier_span as t on t.entity_id = e.entity_id
    where greatest(e.from_on, t.from_on) < least(e.until_on, t.until_on)
),
spells as (
    select region_code, 'none' as tier, from_on, until_on, 1 as n from life
    union all
    select region_code, tier, from_on, until_on, 1 from graded
    union all
    -- who has a tier is not without one
    select region_code, 'none', from_on, until_on, -1 from graded
),
changes as (
    select region_code, tier, from_on as day, n from spells
    union all
    select region_code, tier, until_on, -n from spells
),
counted as (
    select
        c.region_code, c.tier, cast(date_trunc('quarter', c.day) as date) as starts_on,
        sum(c.n) as n_change,
        sum(c.n * (c.day - cast('2000-01-01' as date))) as day_change,
        coalesce(sum(c.n) filter (where c.day = date_trunc('year', c.day)), 0) as n_new_year
    from changes as c
    cross join build_settings as s
    where c.day <= s.as_of
    group by c.region_code, c.tier, date_trunc('quarter', c.day)
),
spine as (
    -- a quarter in which nobody comes or goes is one of the register all the same
    select region_code, tier, starts_on, n_change, day_change, n_new_year from counted
    union all
    select k.region_code, k.tier, q.starts_on, 0, 0, 0
    from (select distinct region_code, tier from counted) as k
    cross join dim_inspection_quarter as q
),
merged as (
    select
        region_code, tier, starts_on, sum(n_change) as n_change, sum(day_change) as day_change, sum(n_new_year) as n_new_year
    from spine
    group by region_code, tier, starts_on
),
quarters as (
    -- the quarter of the as-of date ends, for us, with that date
    select q.*, least(last_day(cast(q.starts_on + interval 2 month as date)), s.as_of) as ends_on
    from dim_inspection_quarter as q
    cross join build_settings as s
),
running as (
    select
        m.region_code, m.tier, m.starts_on, m.n_change, m.day_change, m.n_new_year,
        sum(m.n_change) over (
            partition by m.region_code, m.tier order by m.starts_on rows between unbounded preceding and current row
        ) as n_after
    from merged as m
),
within_year as (
    select
        q.quarter, q.year, q.number, q.days_of_year, r.tier, r.region_code, r.n_after,
        case when q.number = 1 then r.n_after - r.n_change + r.n_new_year end as n_new_year,
        -- who is there when the quarter begins stays for all of it, but for those who come or go in it
        (r.n_after - r.n_change) * (q.ends_on + 1 - q.starts_on)
        + r.n_change * (q.ends_on + 1 - cast('2000-01-01' as date)) - r.day_change as entity_days
    from running as r
    join quarters as q on q.starts_on = r.starts_on
)
select
    quarter, year, number, tier, region_code,
    cast(max(n_new_year) over (partition by region_code, tier, year) as bigint) as n_register,  -- on 1 January
    cast(n_after as bigint) as n_at_end,
    -- since 1 January; a full year of any year is one
    sum(entity_days) over (partition by region_code, tier, year order by number rows between unbounded preceding and current row)
    / days_of_year as entity_years
from within_year
