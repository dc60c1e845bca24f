-- One row per jurisdiction, measure and month: duties done, and listings open, of those the measure is owed against.
-- key: region_code, measure_code, month
-- The date of the series is that of the youngest catalogue of sanctions whose text is checked and that has a year of data on either
-- side. Nobody but the measures' own listings is followed, so a change at the date may have any cause.
with bounds as (
    select min(l.started_on) as first_on, max(q.ends_on) as last_on
    from fct_listing as l
    cross join dim_sanction_end as q
    where q.is_latest and l.list <> 'red'
),
rules as (
    select r.rule, r.valid_from as rule_on
    from ref_rule as r
    cross join bounds as b
    where
        r.kind = 'catalogue' and r.is_source_verified
        and r.valid_from >= b.first_on + interval 1 year and r.valid_from <= b.last_on - interval 1 year
    qualify row_number() over (order by r.valid_from desc, r.rule) = 1
),
owed as (
    select distinct listing_id, measure_code from fct_measure where list <> 'red'
),
spells as (
    select
        s.scope_code as region_code, o.measure_code, cast(date_trunc('month', l.started_on) as date) as opened,
        case
            when l.complied_on <= least(coalesce(l.exited_on, q.ends_on), q.ends_on)
                then cast(date_trunc('month', greatest(l.complied_on, l.started_on)) as date)
        end as done,
        case when l.exited_on <= q.ends_on then cast(date_trunc('month', greatest(l.exited_on, l.started_on)) as date) end as left_on
    from owed as o
    join fct_listing as l on l.listing_id = o.listing_id
    join dim_sanction_end as q on q.is_latest and l.started_on <= q.ends_on
    join dim_sanction_scope as s on s.region_code = l.region_code and s.is_whole
),
changes as (
    select region_code, measure_code, opened as month, 1 as opens, 0 as n, 0 as closes from spells
    union all
    select region_code, measure_code, least(done, left_on), 0, case when done is not null then 1 else 0 end, 1
    from spells
    where done is not null or left_on is not null
),
months as (
    select distinct cast(date_trunc('month', w.day) as date) as month
    from ref_workday as w
    cross join bounds as b
    -- the last month only if it is whole
    where w.day >= b.first_on and last_day(w.day) <= b.last_on
),
grid as (
    select k.region_code, k.measure_code, m.month from (select distinct region_code, measure_code from spells) as k cross join months as m
),
counted as (
    select
        g.region_code, g.measure_code, g.month, coalesce(sum(c.opens), 0) as opens, coalesce(sum(c.n), 0) as n,
        coalesce(sum(c.closes), 0) as closes
    from grid as g
    left join changes as c on c.region_code = g.region_code and c.measure_code = g.measure_code and c.month = g.month
    group by g.region_code, g.measure_code, g.month
),
stood as (
    select
        *,
        sum(opens - closes) over (partition by region_code, measure_code order by month rows between unbounded preceding and current row)
        + closes as exposure
    from counted
)
select
    s.region_code, s.measure_code, s.month, cast(s.n as bigint) as n, cast(s.exposure as double) as exposure, r.rule_on, r.rule
from stood as s
cross join rules as r
where s.exposure > 0
