-- One row per plan ('*': none in particular, the nearest rule holds) and row of agg_act_clock in its jurisdiction: what the
-- limit that holds makes of it.
-- key: plan, leg, act, month, era_on, region_code, department_code, reading, second, delay_days, lapse_days, age_lapse_days, state, rule, is_stated
-- stored: no
-- state: in_time, last_day (in time on the last day allowed), late_done, late_open, inside_done, inside_open (the limit still
-- runs: they count nowhere), no_limit, no_calendar, unstated (the office never states the second day).
with readings as (
    select reading, era_on, age_days, official_days
    from dim_clock
    group by reading, era_on, age_days, official_days
),
scopes as (
    select p.plan, a.region_code
    from ref_plan as p
    join ref_region_ancestor as a on a.ancestor_code = p.region_code
    where p.extends is null
    union all
    select '*', region_code from (select distinct region_code from agg_act_clock) as used
),
read as (
    select
        c.*, coalesce(r.era_on, c.uncharted_on) as era_on, r.age_days, r.official_days
    from agg_act_clock as c
    left join readings as r on r.reading = c.reading
),
limited as (
    select s.plan, c.*, l.rule, l.days, l.force, coalesce(l.day_kind, 'working') as day_kind
    from read as c
    join scopes as s on s.region_code = c.region_code
    left join ref_limit_span as l on
        l.plan = s.plan
        and l.leg = c.leg
        and l.act = c.act
        and l.region_code = c.region_code
        and l.from_on <= c.era_on
        and c.era_on < l.until_on
        and c.own_state is null
    -- a plan that sets no such limit does not ask when acts are reported or collated
    where l.rule is not null or c.leg in ('publication', 'commitment')
)
select
    plan, leg, act, month, quarter, era_on, region_code, department_code, reading, second, lapse_days, age_lapse_days, is_stated,
    rule, days, force,
    case day_kind when 'calendar' then lapse_days else delay_days end as delay_days,
    coalesce(day_kind = 'working' and days > official_days, false) as is_provisional,
    case
        when own_state is not null then own_state
        when rule is null then 'no_limit'
        when not is_stated then 'unstated'
        when day_kind = 'working' and age_days is null then 'no_calendar'
        when case day_kind when 'calendar' then age_lapse_days else age_days end < days then
            case second when 'open' then 'inside_open' else 'inside_done' end
        when second = 'open' then 'late_open'
        when second = 'before' then 'in_time'
        when case day_kind when 'calendar' then lapse_days else delay_days end < days then 'in_time'
        when case day_kind when 'calendar' then lapse_days else delay_days end = days then 'last_day'
        else 'late_done'
    end as state,
    n_acts
from limited
