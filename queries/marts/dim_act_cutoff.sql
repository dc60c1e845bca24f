-- One row per quarter in which acts began and department of which the as-of date still decides something: between which days.
-- key: quarter, department_code
-- by: department_code
-- by: quarter = decided_on, reported_on of 1 quarters in stg_decisions
-- compared: yes
-- Acts begun, ended and due by these days are those begun, ended and due by the as-of date; they stay until it passes another.
-- aged_on: the as-of date, where days of the calendar still run towards the longest limit counted in them.
with acts as (
    select department_code, decided_on as begun_on, published_on as done_on, due_on from stg_decisions
    union all
    select department_code, decided_on, reported_on, null from stg_decisions
    union all
    select department_code, reported_on, collated_on, null from stg_decisions where reported_on is not null
    union all
    select department_code, signed_on, published_on, null from stg_commitments
),
settings as (
    select
        s.as_of,
        cast(
            s.as_of - to_days(cast((select coalesce(max(days), 0) from ref_limit_span where day_kind = 'calendar') as integer)) as date
        ) as aged_until
    from build_settings as s
)
select
    cast(year(a.begun_on) as varchar) || 'Q' || cast(quarter(a.begun_on) as varchar) as quarter,
    a.department_code,
    min(a.begun_on) filter (where a.begun_on > s.as_of) as begun_before,
    min(a.done_on) filter (where a.done_on > s.as_of) as done_before,
    min(a.due_on) filter (where a.due_on > s.as_of) as due_before,
    max(s.as_of) filter (where a.begun_on > s.aged_until) as aged_on
from acts as a
cross join settings as s
where a.begun_on > s.aged_until or a.done_on > s.as_of or a.due_on > s.as_of
group by year(a.begun_on), quarter(a.begun_on), a.department_code
