-- One row per quarter begun by the as-of date, of every year with a visit, a band or a draw.
-- key: quarter
-- From the years themselves and not from the calendar of working days: a year without one has visits all the same.
with years as (
    select year(inspected_on) as year from stg_inspections
    union
    select cast(year as integer) from stg_inspection_plans
    union
    select year(drawn_on) from stg_draws
),
quarters as (
    select y.year, n.number, make_date(cast(y.year as integer), 3 * n.number - 2, 1) as starts_on
    from years as y
    cross join (values (1), (2), (3), (4)) as n (number)
)
select
    cast(q.year as varchar) || 'Q' || cast(q.number as varchar) as quarter,
    q.year,
    q.number,
    q.starts_on,
    make_date(cast(q.year as integer), 1, 1) as year_start,
    make_date(cast(q.year + 1 as integer), 1, 1) - make_date(cast(q.year as integer), 1, 1) as days_of_year,
    s.quarter_ended_on >= make_date(cast(q.year as integer), 12, 31) and q.number = 4 as is_year_over
from quarters as q
cross join dim_cutoff_period as s
where q.starts_on <= s.quarter_begun_on
