-- One row per quarter in which half a year of being open to repair was over, region and department that listed: entities that
-- could have asked for it all that time, and those repaired by then.
-- key: quarter, region_code, department_code
-- Open to repair: the duty done and the least period of publication over (rule of kind repair_period in force that day; where
-- none is, the duty alone). Whoever left the list otherwise meanwhile had nothing left to repair and counts nowhere.
with sanctioned as (
    select
        l.listing_id, l.region_code, l.department_code, l.listed_on, coalesce(l.grade, '') as written,
        coalesce(l.complied_on, case when l.exit_reason = 'complied' then l.exited_on end) as complied_on,
        l.exited_on, coalesce(l.exit_reason, 'unstated') as ending
    from stg_listings as l
    where l.list in ('joint_sanction', 'market_ban')
),
ripe as (
    select
        d.listing_id, greatest(d.complied_on, d.listed_on) as done_on,
        greatest(d.complied_on, cast(d.listed_on + coalesce(r.min_months, 0) * interval 1 month as date), d.listed_on) as ripe_on,
        r.valid_from, r.valid_to
    from sanctioned as d
    left join dim_repair_period as r on r.record = 'listing' and r.written = d.written and r.min_months is not null
    where d.complied_on is not null
),
opened as (
    -- a rule decides from its first day on: who had done the duty before any was in force could ask at once
    select
        listing_id,
        min(
            case
                when valid_from is null or done_on < valid_from then done_on
                when ripe_on <= valid_to then ripe_on
            end
        ) as open_on
    from ripe
    group by listing_id
),
granted as (
    select listing_id, min(decided_on) as granted_on
    from stg_repairs
    where outcome = 'granted' and listing_id is not null
    group by listing_id
),
watched as (
    select
        d.region_code, d.department_code, cast(o.open_on + interval 182 day as date) as over_on,
        d.exited_on, d.ending,
        least(g.granted_on, case when d.ending = 'repaired' then d.exited_on end) as repaired_on
    from opened as o
    join sanctioned as d on d.listing_id = o.listing_id
    left join granted as g on g.listing_id = o.listing_id
    cross join build_settings as s
    where o.open_on + interval 182 day <= s.as_of
)
select
    cast(year(over_on) as varchar) || 'Q' || cast(quarter(over_on) as varchar) as quarter, region_code, department_code,
    count(*) as n_repairable,
    count(*) filter (where repaired_on <= over_on) as n_repaired
from watched
where repaired_on <= over_on or exited_on is null or exited_on > over_on
group by year(over_on), quarter(over_on), region_code, department_code
