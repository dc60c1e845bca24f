-- One row per four quarters (named by the last), region of every level and department ('*': all): objections raised in them.
-- key: quarter, n_quarters, region_code, department_code
-- Counts are added up from the offices; only the days, of which medians are asked, are gone through one by one.
with offices as (
    select
        raised_quarter, region_code, department_code, as_of,
        count(*) as n_raised,
        count(answered_on) as n_answered,
        -- an open one is due once its limit is over
        count(*) filter (where limit_days is not null and (answered_on is not null or days_so_far > limit_days)) as n_due,
        count(*) filter (where days <= limit_days) as n_in_time,
        count(*) filter (where limit_days is null) as n_without_limit,
        count(*) filter (where answered_on is not null and upheld) as n_upheld,
        count(*) filter (where answered_on is not null and not upheld) as n_not_upheld,
        count(*) filter (where answered_on is not null and upheld is null) as n_unstated,
        count(*) filter (where has_measures) as n_with_measures,
        count(*) filter (where is_suspended) as n_suspended,
        count(*) filter (where has_measures and is_in_breach) as n_in_breach,
        count(*) filter (where has_measures and not is_in_breach) as n_untouched,
        sum(days_in_breach) filter (where has_measures) as days_in_breach,
        count(*) filter (where upheld and corrected_on is not null) as n_corrected,
        count(*) filter (where upheld and is_corrected_in_time) as n_corrected_in_time,
        count(*) filter (where upheld and corrected_on is null) as n_correction_open,
        count(*) filter (where is_unknown_listing) as n_unknown_listing
    from fct_objection
    group by raised_quarter, region_code, department_code, as_of
),
spans as (
    select unnest(generate_series(0, 3)) as later
),
counted as (
    select
        o.raised_quarter + p.later as quarter_number, a.ancestor_code as place, coalesce(o.department_code, '*') as keeper,
        sum(n_raised) as n_raised, sum(n_answered) as n_answered, sum(n_due) as n_due, sum(n_in_time) as n_in_time,
        sum(n_without_limit) as n_without_limit, sum(n_upheld) as n_upheld, sum(n_not_upheld) as n_not_upheld,
        sum(n_unstated) as n_unstated, sum(n_with_measures) as n_with_measures, sum(n_suspended) as n_suspended,
        sum(n_in_breach) as n_in_breach, sum(n_untouched) as n_untouched, sum(days_in_breach) as days_in_breach,
        sum(n_corrected) as n_corrected, sum(n_corrected_in_time) as n_corrected_in_time,
        sum(n_correction_open) as n_correction_open, sum(n_unknown_listing) as n_unknown_listing
    from offices as o
    join ref_region_ancestor as a on a.region_code = o.region_code
    cross join spans as p
    where o.raised_quarter + p.later <= 4 * year(o.as_of) + quarter(o.as_of) - 1
    group by grouping sets (
        (o.raised_quarter + p.later, a.ancestor_code, o.department_code), (o.raised_quarter + p.later, a.ancestor_code)
    )
),
days as (
    select
        o.raised_quarter + p.later as quarter_number, a.ancestor_code as place, coalesce(o.department_code, '*') as keeper,
        percentile_cont(0.5) within group (order by o.days) as days_median,
        percentile_cont(0.9) within group (order by o.days) as days_p90,
        percentile_cont(0.5) within group (order by case when o.upheld then o.days_to_correct end) as days_to_correct
    from (select raised_quarter, region_code, department_code, days, upheld, days_to_correct from fct_objection where days is not null) as o
    join ref_region_ancestor as a on a.region_code = o.region_code
    cross join spans as p
    group by grouping sets (
        (o.raised_quarter + p.later, a.ancestor_code, o.department_code), (o.raised_quarter + p.later, a.ancestor_code)
    )
)
select
    cast(cast(floor(c.quarter_number / 4) as integer) as varchar) || 'Q' || cast(c.quarter_number % 4 + 1 as varchar) as quarter,
    4 as n_quarters, c.place as region_code, c.keeper as department_code,
    cast(c.n_raised as bigint) as n_raised, cast(c.n_answered as bigint) as n_answered,
    cast(c.n_raised - c.n_answered as bigint) as n_open, cast(c.n_due as bigint) as n_due,
    cast(c.n_in_time as bigint) as n_in_time, cast(c.n_without_limit as bigint) as n_without_limit,
    cast(c.n_upheld as bigint) as n_upheld, cast(c.n_not_upheld as bigint) as n_not_upheld,
    cast(c.n_unstated as bigint) as n_unstated, d.days_median, d.days_p90,
    cast(c.n_with_measures as bigint) as n_with_measures, cast(c.n_suspended as bigint) as n_suspended,
    cast(c.n_in_breach as bigint) as n_in_breach, cast(c.n_untouched as bigint) as n_untouched,
    cast(c.days_in_breach as bigint) as days_in_breach, cast(c.n_corrected as bigint) as n_corrected,
    cast(c.n_corrected_in_time as bigint) as n_corrected_in_time, cast(c.n_correction_open as bigint) as n_correction_open,
    d.days_to_correct, cast(c.n_unknown_listing as bigint) as n_unknown_listing
from counted as c
left join days as d on d.quarter_number = c.quarter_number and d.place = c.place and d.keeper = c.keeper
