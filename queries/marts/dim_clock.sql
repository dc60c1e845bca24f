-- One row per calendar day: what the clock of a limit reads when something begins, or is done, on that day.
-- key: day
-- compared: yes
with calendar as (
    select w.day, w.is_workday, w.workday_number, w.is_provisional, s.decision_day_counts, s.as_of
    from ref_workday as w
    cross join build_settings as s
),
turns as (
    select from_on as day from ref_limit_span
    union
    select until_on from ref_limit_span
),
eras as (
    select c.day, max(t.day) as era_on
    from calendar as c
    join turns as t on t.day <= c.day
    group by c.day
),
now as (
    select
        max(case when day <= as_of then workday_number end) as workday_number,
        max(day) < max(as_of) as is_past_calendar
    from calendar
),
longest as (select coalesce(max(days), 0) as days from ref_limit_span),
official as (
    -- working days up to the last day before the calendar turns provisional, seen from each day
    select
        day,
        min(case when is_provisional then workday_number - case when is_workday then 1 else 0 end end)
            over (order by day rows between current row and unbounded following) as last_number
    from calendar
),
started as (
    select
        c.day, c.workday_number, c.is_workday, coalesce(e.era_on, c.day) as era_on, o.last_number,
        -- the first day itself counts only where the setting says so, and then only if it is a working day
        c.workday_number - case when c.decision_day_counts and c.is_workday then 1 else 0 end as start_number
    from calendar as c
    join official as o on o.day = c.day
    left join eras as e on e.day = c.day
),
read as (
    select
        r.day, r.workday_number, r.start_number, strftime(r.day, '%Y-%m') as month,
        cast(year(r.day) as varchar) || 'Q' || cast(quarter(r.day) as varchar) as quarter, r.era_on,
        case
            when n.workday_number - r.start_number >= l.days then l.days
            when not n.is_past_calendar then n.workday_number - r.start_number
        end as age_days,
        least(coalesce(r.last_number - r.start_number, l.days), l.days) as official_days
    from started as r
    cross join now as n
    cross join longest as l
)
select
    day, workday_number, start_number, month, quarter,
    era_on,         -- between two turns no limit changes anywhere: the last turn stands for the day
    age_days,       -- working days run by the as-of date; beyond the longest limit one is as good as another
    official_days,  -- a limit longer than this ends on a day whose calendar is not official yet
    -- days that read alike in all of this need not be told apart
    dense_rank() over (order by month, era_on, age_days, official_days) as reading
from read
