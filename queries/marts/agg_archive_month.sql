-- One row per month, kind of entity, region and department keeping the register: the stock on the month's last day
-- (on the as-of date in the month of that date).
-- key: month, subject_class, sector, above_scale, region_code, department_code
-- Counted by coming and going: +1 in the month an entity or its file arrives, -1 in the month it leaves, then added up.
with carrying as (
    -- a jurisdiction that sends no files at all has not a coverage of zero: it sends no files
    select distinct r.jurisdiction_code
    from stg_archives as a
    join stg_entities as e on e.entity_id = a.entity_id
    left join stg_region as r on r.region_code = e.region_code
),
entities as (
    select
        e.entity_id, e.subject_class, coalesce(e.sector, 'not_stated') as sector,
        coalesce(e.above_scale, false) as above_scale, e.region_code, e.department_code, e.registered_on, e.deregistered_on
    from stg_entities as e
    left join stg_region as r on r.region_code = e.region_code
    join carrying as c on c.jurisdiction_code = r.jurisdiction_code
),
filed as (
    -- a file counts while its entity is on the register
    select
        e.subject_class, e.sector, e.above_scale, e.region_code, e.department_code,
        greatest(s.from_on, e.registered_on) as from_on,
        least(coalesce(s.until_on, e.deregistered_on), coalesce(e.deregistered_on, s.until_on)) as until_on
    from fct_archive_span as s
    join entities as e on e.entity_id = s.entity_id
),
moves as (
    select subject_class, sector, above_scale, region_code, department_code, registered_on as day, 1 as n_registered, 0 as n_archived
    from entities
    union all
    select subject_class, sector, above_scale, region_code, department_code, deregistered_on, -1, 0
    from entities
    where deregistered_on is not null
    union all
    select subject_class, sector, above_scale, region_code, department_code, from_on, 0, 1
    from filed
    where until_on is null or from_on < until_on
    union all
    select subject_class, sector, above_scale, region_code, department_code, until_on, 0, -1
    from filed
    where from_on < until_on
),
calendar as (select min(day) as first_day from ref_workday),
first_month as (
    select cast(date_trunc('month', greatest(min(a.opened_on), min(c.first_day))) as date) as first_day
    from stg_archives as a
    cross join calendar as c
),
monthly as (
    -- what came before the first file is the stock the first month starts with
    select
        m.subject_class, m.sector, m.above_scale, m.region_code, m.department_code,
        greatest(cast(date_trunc('month', m.day) as date), f.first_day) as first_day,
        sum(m.n_registered) as n_registered,
        sum(m.n_archived) as n_archived
    from moves as m
    cross join first_month as f
    cross join dim_cutoff_entities as e
    cross join dim_cutoff_archives as a
    where m.day <= least(e.moved_by, a.moved_by)
    group by
        m.subject_class, m.sector, m.above_scale, m.region_code, m.department_code,
        greatest(cast(date_trunc('month', m.day) as date), f.first_day)
),
months as (
    select distinct cast(date_trunc('month', w.day) as date) as first_day
    from ref_workday as w
    cross join first_month as f
    cross join dim_cutoff_period as s
    where w.day >= f.first_day and date_trunc('month', w.day) <= s.month_begun_on
),
kinds as (
    select subject_class, sector, above_scale, region_code, department_code, min(first_day) as first_day
    from monthly
    group by subject_class, sector, above_scale, region_code, department_code
),
stock as (
    select
        k.subject_class, k.sector, k.above_scale, k.region_code, k.department_code, g.first_day,
        sum(m.n_registered) over running as n_registered,
        sum(m.n_archived) over running as n_archived
    from kinds as k
    join months as g on g.first_day >= k.first_day
    left join monthly as m on
        m.subject_class = k.subject_class
        and m.sector = k.sector
        and m.above_scale = k.above_scale
        and m.region_code = k.region_code
        and m.department_code = k.department_code
        and m.first_day = g.first_day
    window running as (
        partition by k.subject_class, k.sector, k.above_scale, k.region_code, k.department_code
        order by g.first_day
        rows between unbounded preceding and current row
    )
)
select
    strftime(first_day, '%Y-%m') as month,
    subject_class,
    sector,
    above_scale,
    region_code,
    department_code,
    cast(coalesce(n_registered, 0) as bigint) as n_registered,
    cast(coalesce(n_archived, 0) as bigint) as n_archived
from stock
