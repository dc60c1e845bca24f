-- One row per administrative act decided by the as-of date: when it was due online, and whether it was there in time.
-- key: decision_id, act
with clock as (
    -- the decision day itself counts only where the setting says so, and then only if it is a working day
    select
        w.day,
        w.workday_number,
        w.workday_number - case when s.decision_day_counts and w.is_workday then 1 else 0 end as start_number
    from ref_workday as w
    cross join build_settings as s
),
last_day as (select workday_number, day from ref_workday where is_workday),
seen as (
    -- what became public after the as-of date was not public then
    select
        d.decision_id, d.act, d.region_code, d.department_code, d.decided_on, d.due_on, d.due_at, s.as_of,
        case when d.published_on <= s.as_of then d.published_on end as published_on,
        case when d.published_on <= s.as_of then d.published_at end as published_at
    from stg_decisions as d
    cross join build_settings as s
    where d.decided_on <= s.as_of
),
dated as (
    select
        a.decision_id, a.act, a.region_code, a.department_code, a.decided_on, a.published_on, a.published_at, a.as_of,
        a.due_at, c.workday_number, c.start_number,
        coalesce(a.due_on, e.day) as due_on,
        case when a.due_on is null and e.day is not null then r.rule end as rule
    from seen as a
    left join clock as c on c.day = a.decided_on
    left join dim_publication_limit as r on
        r.act = a.act
        and r.region_code = a.region_code
        and r.from_on <= a.decided_on
        and a.decided_on < r.until_on
    left join last_day as e on e.workday_number = c.start_number + r.days
)
select
    d.decision_id,
    d.act,
    d.region_code,
    d.department_code,
    d.decided_on,
    d.due_on,
    d.published_on,
    d.rule,
    coalesce(d.due_on <= d.as_of, false) as is_due,
    case
        when d.due_on is null then false
        when d.due_at is not null and d.published_at is not null then d.published_at <= d.due_at
        else coalesce(d.published_on <= d.due_on, false)
    end as is_in_time,
    -- a publication between working days belongs to the next one: the Saturday after the last day is late
    case
        when d.published_on <= d.decided_on then d.workday_number - d.start_number
        else p.workday_number + case when p.is_workday then 0 else 1 end - d.start_number
    end as delay_days
from dated as d
left join ref_workday as p on p.day = d.published_on
