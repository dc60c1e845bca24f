-- One row per quarter that has ended and region as registered: entities on the list of joint sanctions at its end, of all on the register.
-- key: quarter, region_code
-- An entity on several listings is one; whoever is not on the register is in neither count.
with s as (select quarter_ended_on from dim_cutoff_period),
quarters as (
    select last_day(w.day) as ends_on
    from ref_workday as w
    cross join s
    where
        month(w.day) % 3 = 0
        and day(w.day) = 1
        and last_day(w.day) <= s.quarter_ended_on
        and last_day(w.day) >= (select min(listed_on) from stg_listings)
),
comings as (
    select e.region_code, e.registered_on as day, 1 as n from stg_entities as e
    union all
    select e.region_code, e.deregistered_on, -1 from stg_entities as e where e.deregistered_on is not null
),
changes as (
    select region_code, last_day(cast(date_trunc('quarter', day) + interval 2 month as date)) as ends_on, sum(n) as n
    from comings
    group by region_code, date_trunc('quarter', day)
),
registered as (
    select q.ends_on, c.region_code, sum(c.n) as n_registered
    from quarters as q
    join changes as c on c.ends_on <= q.ends_on
    group by q.ends_on, c.region_code
),
listed as (
    select q.ends_on, e.region_code, count(distinct e.entity_id) as n_listed
    from quarters as q
    join stg_listings as l on
        l.list = 'joint_sanction'
        and l.listed_on <= q.ends_on
        and (l.exited_on is null or l.exited_on > q.ends_on)
    join stg_entities as e on
        e.entity_id = l.entity_id
        and e.registered_on <= q.ends_on
        and (e.deregistered_on is null or e.deregistered_on > q.ends_on)
    group by q.ends_on, e.region_code
)
select
    cast(year(r.ends_on) as varchar) || 'Q' || cast(quarter(r.ends_on) as varchar) as quarter,
    r.region_code, '*' as department_code,
    coalesce(l.n_listed, 0) as n_listed,
    cast(r.n_registered as bigint) as n_registered
from registered as r
left join listed as l on l.ends_on = r.ends_on and l.region_code = r.region_code
where r.n_registered > 0
