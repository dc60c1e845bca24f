-- One row per span (one quarter, or the four that end with it), region of every level and department ('*': all): objections raised in it.
-- key: quarter, n_quarters, region_code, department_code
with spans as (
    select 1 as n_quarters, 0 as later
    union all
    select 4 as n_quarters, unnest(generate_series(0, 3)) as later
),
counted as (
    select o.*, a.ancestor_code as place, p.n_quarters, o.raised_quarter + p.later as quarter_number
    from fct_objection as o
    join ref_region_ancestor as a on a.region_code = o.region_code
    cross join spans as p
    where o.raised_quarter + p.later <= 4 * year(o.as_of) + quarter(o.as_of) - 1
)
select
    cast(cast(floor(quarter_number / 4) as integer) as varchar) || 'Q' || cast(quarter_number % 4 + 1 as varchar) as quarter,
    n_quarters, place as region_code, coalesce(department_code, '*') as department_code,
    count(*) as n_raised,
    count(answered_on) as n_answered,
    count(*) - count(answered_on) as n_open,
    -- an open one is due once its limit is over
    count(*) filter (where limit_days is not null and (answered_on is not null or days_so_far > limit_days)) as n_due,
    count(*) filter (where days <= limit_days) as n_in_time,
    count(*) filter (where limit_days is null) as n_without_limit,
    count(*) filter (where answered_on is not null and upheld) as n_upheld,
    count(*) filter (where answered_on is not null and not upheld) as n_not_upheld,
    count(*) filter (where answered_on is not null and upheld is null) as n_unstated,
    percentile_cont(0.5) within group (order by days) as days_median,
    percentile_cont(0.9) within group (order by days) as days_p90,
    cast(sum(days) as bigint) as sum_days,
    count(*) filter (where has_measures) as n_with_measures,
    count(*) filter (where is_suspended) as n_suspended,
    count(*) filter (where has_measures and is_in_breach) as n_in_breach,
    count(*) filter (where has_measures and not is_in_breach) as n_untouched,
    cast(sum(days_in_breach) filter (where has_measures) as bigint) as days_in_breach,
    count(*) filter (where upheld and corrected_on is not null) as n_corrected,
    count(*) filter (where upheld and is_corrected_in_time) as n_corrected_in_time,
    count(*) filter (where upheld and corrected_on is null) as n_correction_open,
    percentile_cont(0.5) within group (order by case when upheld then days_to_correct end) as days_to_correct,
    count(*) filter (where is_unknown_listing) as n_unknown_listing
from counted
group by grouping sets ((quarter_number, n_quarters, place, department_code), (quarter_number, n_quarters, place))
