-- One row per quarter that has begun, place in the public evaluation and region as registered: entities that hold it on the first day.
-- key: quarter, place, region_code
-- Counted from comings and goings, one pass whatever the number of quarters.
with changes as (
    select region_code, place, from_on as day, 1 as n from dim_evaluation_span
    union all
    select region_code, place, until_on, -1 from dim_evaluation_span
),
counted as (
    -- whoever comes or goes in a quarter, but for its first day, changes the count of the next
    select
        region_code, place,
        cast(date_trunc('quarter', cast(day - interval 1 day as date)) + interval 3 month as date) as starts_on, sum(n) as n
    from changes
    where day < cast('9999-12-31' as date)
    group by region_code, place, date_trunc('quarter', cast(day - interval 1 day as date))
),
spine as (
    select k.region_code, k.place, cast(q.starts_on as date) as starts_on
    from (select region_code, place, min(starts_on) as first_on from counted group by region_code, place) as k
    cross join dim_cutoff_period as s
    cross join lateral unnest(generate_series(k.first_on, s.quarter_begun_on, interval 3 month)) as q (starts_on)
),
running as (
    select
        p.region_code, p.place, p.starts_on,
        sum(coalesce(c.n, 0)) over (partition by p.region_code, p.place order by p.starts_on) as n_on_first_day
    from spine as p
    left join counted as c on c.region_code = p.region_code and c.place = p.place and c.starts_on = p.starts_on
)
select
    cast(year(starts_on) as varchar) || 'Q' || cast(quarter(starts_on) as varchar) as quarter, starts_on,
    place, region_code, cast(n_on_first_day as bigint) as n_on_first_day
from running
where n_on_first_day > 0
