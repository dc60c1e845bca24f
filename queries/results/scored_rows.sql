-- One row per quarter of receipt, department that sent or owed something in the year up to it, and dimension of the scorecard.
-- key: quarter, department_code, dimension
-- A year of four quarters: most feeds come once a quarter, and one bad file is no habit. A correction sent later costs nothing.
with sent as (
    select
        quarter, 4 * cast(substr(quarter, 1, 4) as integer) + cast(substr(quarter, 6, 1) as integer) as quarter_number,
        department_code, n_files, n_files_refused, kept, refused
    from agg_quality
    where quarter is not null and department_code <> '*'
),
owed as (
    select 4 * year(due_on) + quarter(due_on) as quarter_number, department_code, state
    from agg_due
),
found as (
    select
        4 * cast(substr(quarter, 1, 4) as integer) + cast(substr(quarter, 6, 1) as integer) as quarter_number,
        department_code, sum(n_rows) as n_rows
    from meta_finding
    where quarter is not null
    group by quarter, department_code
),
received as (
    select quarter_number, department_code, sum(kept) as kept from sent group by quarter_number, department_code
),
counted as (
    select
        quarter_number, department_code, 'completeness' as dimension,
        sum(case when state = 'missing' then 0 else 1 end) as n_ok, count(*) as n_required
    from owed
    group by quarter_number, department_code
    union all
    select
        quarter_number, department_code, 'timeliness',
        sum(case when state = 'on_time' then 1 else 0 end), sum(case when state = 'missing' then 0 else 1 end)
    from owed
    group by quarter_number, department_code
    union all
    select quarter_number, department_code, 'readable', sum(n_files - n_files_refused), sum(n_files)
    from sent
    group by quarter_number, department_code
    union all
    select quarter_number, department_code, 'validity', sum(kept), sum(kept + refused)
    from sent
    group by quarter_number, department_code
    union all
    select
        4 * cast(substr(quarter, 1, 4) as integer) + cast(substr(quarter, 6, 1) as integer), department_code, 'codes',
        sum(n_coded), sum(n_coded + n_wrong + n_double)
    from agg_code_quality
    group by quarter, department_code
    union all
    -- one row may show in several findings: never more than all rows
    select
        r.quarter_number, r.department_code, 'agreement', r.kept - least(r.kept, coalesce(f.n_rows, 0)), r.kept
    from received as r
    left join found as f on f.quarter_number = r.quarter_number and f.department_code = r.department_code
),
quarters as (
    select distinct quarter_number from counted
),
windows as (
    select q.quarter_number, c.department_code, c.dimension, sum(c.n_ok) as n_ok, sum(c.n_required) as n_required
    from quarters as q
    join counted as c on c.quarter_number between q.quarter_number - 3 and q.quarter_number
    group by q.quarter_number, c.department_code, c.dimension
),
senders as (
    select distinct quarter_number, department_code from windows where dimension in ('readable', 'completeness')
),
dimensions as (
    select dimension
    from (values ('completeness'), ('timeliness'), ('readable'), ('validity'), ('codes'), ('agreement')) as named (dimension)
),
with_calendar as (select distinct department_code from agg_due)
select
    cast((s.quarter_number - 1) // 4 as varchar) || 'Q' || cast((s.quarter_number - 1) % 4 + 1 as varchar) as quarter,
    s.department_code, d.dimension, cast(w.n_ok as bigint) as n_ok, cast(w.n_required as bigint) as n_required,
    c.department_code is not null as has_calendar
from senders as s
cross join dimensions as d
left join windows as w on
    w.quarter_number = s.quarter_number and w.department_code = s.department_code and w.dimension = d.dimension
left join with_calendar as c on c.department_code = s.department_code
