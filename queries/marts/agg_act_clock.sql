-- One row per leg, act, region, department and reading of the clock: how many acts. No limit is applied yet, for which one
-- holds depends on the plan that asks.
-- key: leg, act, region_code, department_code, reading, uncharted_on, second, delay_days, lapse_days, age_lapse_days, own_state, is_stated
-- by: department_code
-- by: quarter = decided_on, reported_on of 1 quarters in stg_decisions, dim_act_cutoff, dim_clock
-- day: dim_act_cutoff
-- The one pass over the decisions. second: open, done, before (done before it was begun). uncharted_on: the day it began,
-- where no calendar of working days covers it and reading is empty. month, quarter: of that day.
with legs as (
    select leg, act, region_code
    from ref_limit_span
    where plan = '*' and leg in ('report', 'collate')
    group by leg, act, region_code
),
settings as (
    select
        s.as_of,
        case when s.decision_day_counts then 1 else 0 end as first_day,
        (select coalesce(max(days), 0) from ref_limit_span where day_kind = 'calendar') as longest_lapse
    from build_settings as s
),
reported as (
    select
        l.leg, d.act, d.region_code, d.department_code,
        case l.leg when 'report' then d.decided_on else d.reported_on end as begun_on,
        case l.leg when 'report' then d.reported_on else d.collated_on end as done_on,
        o.leg is not null as is_stated
    from stg_decisions as d
    join legs as l on l.act = d.act and l.region_code = d.region_code
    left join dim_stating_office as o on
        o.leg = l.leg and o.region_code = d.region_code and o.department_code is not distinct from d.department_code
    where l.leg = 'report' or d.reported_on is not null
),
begun as (
    select
        'publication' as leg, act, region_code, department_code, decided_on as begun_on, published_on as done_on,
        true as is_stated, due_on, due_at, published_at as done_at
    from stg_decisions
    union all
    select
        leg, act, region_code, department_code, begun_on, done_on, is_stated,
        cast(null as date), cast(null as timestamp), cast(null as timestamp)
    from reported
    union all
    select
        'commitment', 'commitment', region_code, department_code, signed_on, published_on, true,
        cast(null as date), cast(null as timestamp), cast(null as timestamp)
    from stg_commitments
),
seen as (
    -- what became public after the as-of date was not public then
    select
        b.leg, b.act, b.region_code, b.department_code, b.begun_on, b.is_stated, b.due_on, b.due_at, b.done_at,
        case when b.done_on <= s.as_of then b.done_on end as done_on,
        s.as_of, s.first_day, s.longest_lapse
    from begun as b
    cross join settings as s
    where b.begun_on <= s.as_of
),
timed as (
    select
        a.leg, a.act, a.region_code, a.department_code, a.is_stated, c.reading,
        case when c.day is null then a.begun_on end as uncharted_on,
        case when a.done_on is null then 'open' when a.done_on < a.begun_on then 'before' else 'done' end as second,
        case
            -- what is done between working days belongs to the next one: the Saturday after the last day is late
            when a.done_on > a.begun_on then p.workday_number + case when p.is_workday then 0 else 1 end - c.start_number
            when a.done_on = a.begun_on then c.workday_number - c.start_number
            when a.done_on < a.begun_on then least(-1, p.workday_number - c.workday_number)
        end as delay_days,
        -- days of the calendar are looked at only where some plan counts in them
        case when a.longest_lapse > 0 then a.done_on - a.begun_on + a.first_day end as lapse_days,
        case when a.longest_lapse > 0 then least(a.as_of - a.begun_on + a.first_day, a.longest_lapse) end as age_lapse_days,
        -- the act's own limit stands above every rule; instants are compared where both sides have one
        case
            when a.due_on is null then null
            when a.done_on is null and a.due_on > a.as_of then 'inside_open'
            when a.done_on is null then 'late_open'
            when a.due_on > a.as_of then 'inside_done'
            when a.due_at is not null and a.done_at is not null and a.done_at > a.due_at then 'late_done'
            when a.done_on > a.due_on then 'late_done'
            when a.done_on = a.due_on then 'last_day'
            else 'in_time'
        end as own_state
    from seen as a
    left join dim_clock as c on c.day = a.begun_on
    left join ref_workday as p on p.day = a.done_on
),
counted as (
    select
        leg, act, region_code, department_code, reading, uncharted_on, second, delay_days, lapse_days, age_lapse_days, own_state,
        is_stated, count(*) as n_acts
    from timed
    group by
        leg, act, region_code, department_code, reading, uncharted_on, second, delay_days, lapse_days, age_lapse_days, own_state,
        is_stated
),
readings as (
    select reading, month, quarter from dim_clock group by reading, month, quarter
)
select
    c.*,
    coalesce(r.month, strftime(c.uncharted_on, '%Y-%m')) as month,
    coalesce(r.quarter, cast(year(c.uncharted_on) as varchar) || 'Q' || cast(quarter(c.uncharted_on) as varchar)) as quarter
from counted as c
left join readings as r on r.reading = c.reading
