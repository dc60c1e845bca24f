-- One row per quarter in which a year since the repair was over, region and department that granted it: who was listed again in it.
-- key: quarter, region_code, department_code
-- Repairs of listings only. Whoever was repaired less than a year ago has not been watched long enough and is not counted yet.
with granted as (
    select
        p.repair_id, p.entity_id, p.region_code, p.department_code, p.decided_on,
        cast(p.decided_on + interval 365 day as date) as over_on
    from fct_repair as p
    where p.outcome = 'granted' and p.record = 'listing' and p.decided_on + interval 365 day <= p.as_of
),
again as (
    select distinct g.repair_id
    from granted as g
    join stg_listings as l on
        l.entity_id = g.entity_id
        and l.list <> 'red'
        and l.listed_on > g.decided_on
        and l.listed_on <= g.over_on
)
select
    cast(year(g.over_on) as varchar) || 'Q' || cast(quarter(g.over_on) as varchar) as quarter,
    g.region_code, g.department_code,
    count(*) as n_repaired,
    count(a.repair_id) as n_again
from granted as g
left join again as a on a.repair_id = g.repair_id
group by year(g.over_on), quarter(g.over_on), g.region_code, g.department_code
