-- One row per quarter from the first listing to the as-of date.
-- key: quarter
-- number counts quarters (year x 4 + 0..3). In the quarter of the as-of date everything is told as of that date.
with first_day as (
    select least(min(l.listed_on), min(s.as_of)) as first_on
    from stg_listings as l
    cross join build_settings as s
    where l.listed_on <= s.as_of
),
days as (
    select
        y.year * 4 + n.number as number, y.year, n.number as nth,
        last_day(make_date(cast(y.year as integer), cast(3 * n.number + 3 as integer), 1)) as last_on
    from (select unnest(range(year(f.first_on), year(s.as_of) + 1)) as year from first_day as f cross join build_settings as s) as y
    cross join (values (0), (1), (2), (3)) as n (number)
)
select
    cast(d.year as varchar) || 'Q' || cast(d.nth + 1 as varchar) as quarter,
    cast(d.number as integer) as number,
    least(d.last_on, s.as_of) as ends_on,
    d.last_on <= s.as_of as is_over
from days as d
cross join build_settings as s
cross join first_day as f
where d.last_on >= f.first_on and last_day(cast(d.last_on - interval 2 month as date)) - interval 1 month < s.as_of
