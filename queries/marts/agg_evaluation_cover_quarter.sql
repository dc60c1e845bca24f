-- One row per quarter, from the first evaluation on, and region as registered: enterprises on the register when it ends (on the
-- as-of date in the quarter of that date), and those that hold a public credit evaluation that day.
-- key: quarter, region_code
-- The public evaluation is one of enterprises. Counted from comings and goings, one pass whatever the number of quarters.
with carrying as (
    -- a jurisdiction that sends no evaluations has not evaluated nobody: it sends none
    select r.jurisdiction_code, min(e.from_on) as first_on
    from dim_evaluation_span as e
    join stg_region as r on r.region_code = e.region_code
    group by r.jurisdiction_code
),
enterprises as (
    select e.entity_id, e.region_code, e.registered_on, e.deregistered_on
    from stg_entities as e
    join stg_region as r on r.region_code = e.region_code
    join carrying as c on c.jurisdiction_code = r.jurisdiction_code
    where e.subject_class = 'enterprise' and e.registered_on < coalesce(e.deregistered_on, cast('9999-12-31' as date))
),
changes as (
    select region_code, registered_on as day, 1 as n_enterprises, 0 as n_evaluated from enterprises
    union all
    select region_code, deregistered_on, -1, 0 from enterprises where deregistered_on is not null
    union all
    select s.region_code, s.from_on, 0, 1 from dim_evaluation_span as s join enterprises as e on e.entity_id = s.entity_id
    union all
    select s.region_code, s.until_on, 0, -1
    from dim_evaluation_span as s
    join enterprises as e on e.entity_id = s.entity_id
    where s.until_on < cast('9999-12-31' as date)
),
counted as (
    select
        region_code, cast(date_trunc('quarter', day) as date) as starts_on,
        sum(n_enterprises) as n_enterprises, sum(n_evaluated) as n_evaluated
    from changes
    cross join build_settings as s
    where day <= s.as_of
    group by region_code, date_trunc('quarter', day)
),
quarters as (
    -- every quarter of the calendar from the first evaluation of the jurisdiction on
    select distinct c.jurisdiction_code, cast(date_trunc('quarter', w.day) as date) as starts_on
    from ref_workday as w
    cross join build_settings as s
    join carrying as c on w.day >= c.first_on
    where w.day <= s.as_of
),
running as (
    select
        q.starts_on, n.region_code, sum(n.n_enterprises) as n_enterprises, sum(n.n_evaluated) as n_evaluated
    from counted as n
    join stg_region as r on r.region_code = n.region_code
    join quarters as q on q.jurisdiction_code = r.jurisdiction_code and q.starts_on >= n.starts_on
    group by q.starts_on, n.region_code
)
select
    cast(year(starts_on) as varchar) || 'Q' || cast(quarter(starts_on) as varchar) as quarter,
    region_code, '*' as department_code,
    cast(n_enterprises as bigint) as n_enterprises, cast(n_evaluated as bigint) as n_evaluated
from running
where n_enterprises > 0
