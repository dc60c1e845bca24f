-- One row per quarter and region as registered: entities newly put on the list of joint sanctions or banned, and the register.
-- key: quarter, region_code
-- The register is the mean of the quarter's two ends; an entity listed twice in a quarter counts once.
with listed as (
    select distinct
        cast(year(l.listed_on) as varchar) || 'Q' || cast(quarter(l.listed_on) as varchar) as quarter, l.entity_id, e.region_code
    from stg_listings as l
    join stg_entities as e on e.entity_id = l.entity_id
    cross join build_settings as s
    where l.list in ('joint_sanction', 'market_ban') and l.listed_on <= s.as_of
),
counted as (
    select quarter, region_code, count(*) as n_listed from listed group by quarter, region_code
),
register as (
    select quarter, year, number, region_code, sum(n_at_end) as n_at_end
    from agg_register_quarter
    group by quarter, year, number, region_code
),
mean as (
    select
        quarter, region_code,
        (n_at_end + coalesce(lag(n_at_end) over (partition by region_code order by year, number), n_at_end)) / 2 as n_mean
    from register
)
select
    r.quarter, r.region_code, '*' as department_code, coalesce(c.n_listed, 0) as n_listed, round(r.n_mean) as n_mean
from mean as r
left join counted as c on c.quarter = r.quarter and c.region_code = r.region_code
where r.n_mean > 0
