-- One row per pattern, indicator, act, department, region and quarter: figures whose shape asks for a second look, no more.
-- key: pattern, indicator, act, department_code, region_code, quarter
-- by: quarter in agg_publication_delay
-- Each rule stands in words beside its table on the page; every one has an innocent reading. Counts of natural persons are
-- left out: their small numbers may not travel. n_examined says where the rule was looked at in all: one find in five
-- thousand places is another thing than one in five (metrics/plausibility.py).
with returned as (
    select
        n.indicator, i.series, i.direction, n.department_code, n.region_code, g.jurisdiction_code, n.period as quarter, n.period_end,
        4 * cast(substr(n.period, 1, 4) as integer) + cast(substr(n.period, 6, 1) as integer) as quarter_number,
        n.numerator, n.denominator
    from agg_return as n
    join ref_indicator as i on i.indicator = n.indicator
    join stg_region as g on g.region_code = n.region_code
    where n.period_kind = 'quarter' and i.unit = 'percent' and not coalesce(i.counts_persons, false)
        and n.numerator >= 0 and n.numerator <= n.denominator and n.denominator > 0
),
steady as (
    -- what is all or nothing has little room to move and is left to the pattern of full marks
    select *, quarter_number - row_number() over (
        partition by indicator, department_code, region_code, numerator, denominator
        order by quarter_number
    ) as run
    from returned
    where denominator >= 50 and numerator > 0 and numerator < denominator
),
identical as (
    select
        'identical_quarters' as pattern, indicator, department_code, region_code, max(quarter) as quarter,
        count(*) as n, count(*) as n_of, numerator as observed, denominator as reference
    from steady
    group by indicator, department_code, region_code, numerator, denominator, run, series
    having count(*) >= case when series = 'flow' then 3 else 4 end
),
pooled as (
    select
        *,
        case when direction = 'down' then denominator - numerator else numerator end as good,
        sum(case when direction = 'down' then denominator - numerator else numerator end)
            over (partition by indicator, department_code, jurisdiction_code, quarter)
        / sum(denominator) over (partition by indicator, department_code, jurisdiction_code, quarter) as rate
    from returned
    where denominator >= 30
),
full_marks as (
    select
        indicator, department_code, jurisdiction_code, quarter, count(*) as n_of,
        sum(case when good = denominator then 1 else 0 end) as n, sum(denominator) as n_cases,
        sum(power(rate, denominator)) as chance,
        sum(power(rate, denominator) * (1 - power(rate, denominator))) as spread
    from pooled
    group by indicator, department_code, jurisdiction_code, quarter
),
heaped as (
    select
        'heaping_at_full' as pattern, indicator, department_code, jurisdiction_code as region_code, quarter, n, n_of,
        cast(n as double) / n_of as observed, chance / n_of as reference
    from full_marks
    where n_of >= 8 and (
        (n = n_of and n_cases >= 1000)
        or (2 * n >= n_of and n > chance + 4 * sqrt(spread) + 1)
    )
),
promised as (
    -- the target ahead: of the plan for all, not of one place or department
    select a.region_code as jurisdiction_code, t.indicator, t.target_on, max(t.value) as bar
    from ref_target as t
    join ref_plan as p on p.plan = t.plan
    join ref_region as a on a.region_code = p.region_code
    where t.value > 0 and t.value < 1 and t.comparator <> '<=' and t.region_code is null and t.department_code is null
    group by a.region_code, t.indicator, t.target_on
),
ahead as (
    select r.indicator, r.jurisdiction_code, r.quarter, min(t.target_on) as target_on
    from returned as r
    join promised as t on
        t.indicator = r.indicator and t.jurisdiction_code = r.jurisdiction_code and t.target_on >= r.period_end
    group by r.indicator, r.jurisdiction_code, r.quarter
),
placed as (
    -- cases above the smallest count that meets the target
    select
        r.indicator, r.department_code, r.jurisdiction_code, r.quarter, t.bar,
        r.numerator - ceil(t.bar * r.denominator - 0.000001) as beyond
    from returned as r
    join ahead as a on a.indicator = r.indicator and a.jurisdiction_code = r.jurisdiction_code and a.quarter = r.quarter
    join promised as t on
        t.indicator = a.indicator and t.jurisdiction_code = a.jurisdiction_code and t.target_on = a.target_on
    where r.denominator >= 30 and (1 - t.bar) * r.denominator >= 5  -- with room above the target, or nobody could pass it
),
at_target as (
    select
        indicator, department_code, jurisdiction_code, quarter, max(bar) as bar, count(*) as n_of,
        sum(case when beyond = 0 then 1 else 0 end) as n,
        sum(case when beyond in (-1, 1) then 1 else 0 end) / 2.0 as beside
    from placed
    group by indicator, department_code, jurisdiction_code, quarter
),
on_target as (
    select
        'exactly_on_target' as pattern, indicator, department_code, jurisdiction_code as region_code, quarter, n, n_of,
        bar as observed, beside as reference
    from at_target
    where n >= 8 and n >= 3 * beside
),
paired as (
    select
        r.indicator, r.department_code, r.region_code, r.quarter, r.numerator, r.denominator,
        b.numerator as numerator_before, b.denominator as denominator_before
    from returned as r
    join returned as b on
        b.indicator = r.indicator
        and b.department_code = r.department_code
        and b.region_code = r.region_code
        and b.quarter_number = r.quarter_number - 4
    where r.direction = 'up' and b.denominator >= 100
),
shrunk as (
    select
        'shrinking_denominator' as pattern, indicator, department_code, region_code, quarter,
        cast(denominator as bigint) as n, cast(denominator_before as bigint) as n_of,
        numerator / denominator as observed, numerator_before / denominator_before as reference
    from paired
    where denominator <= 0.8 * denominator_before
        and denominator_before - denominator > 4 * sqrt(denominator_before + denominator)
        and numerator <= numerator_before
        and numerator / denominator >= numerator_before / denominator_before + 0.02
),
timed as (
    select
        act, department_code, region_code, quarter, delay_days, n_acts,
        cast(substr(quarter, 1, 4) || '-'
            || lpad(cast(3 * cast(substr(quarter, 6, 1) as integer) - 2 as varchar), 2, '0') || '-01' as date) as begins_on
    from agg_publication_delay
    where delay_days is not null
),
clocks as (
    select
        d.act, d.department_code, g.jurisdiction_code, d.quarter, l.days,
        sum(case when d.delay_days = l.days then d.n_acts else 0 end) as n_last,
        sum(case when d.delay_days in (l.days - 1, l.days - 2) then d.n_acts else 0 end) as n_before,
        sum(d.n_acts) as n_all
    from timed as d
    join stg_region as g on g.region_code = d.region_code
    join dim_publication_limit as l on
        l.act = d.act
        and l.region_code = d.region_code
        and l.from_on <= d.begins_on
        and d.begins_on < l.until_on
    group by d.act, d.department_code, g.jurisdiction_code, d.quarter, l.days
),
spikes as (
    select
        'limit_day_spike' as pattern, act, department_code, jurisdiction_code as region_code, quarter,
        n_last as n, n_all as n_of, cast(days as double) as observed, n_before / 2.0 as reference
    from clocks
    where days >= 3 and n_last >= 30 and n_last >= n_before
),
found as (
    select pattern, indicator, department_code, region_code, quarter, n, n_of, observed, reference from identical
    union all
    select pattern, indicator, department_code, region_code, quarter, n, n_of, observed, reference from heaped
    union all
    select pattern, indicator, department_code, region_code, quarter, n, n_of, observed, reference from on_target
    union all
    select pattern, indicator, department_code, region_code, quarter, n, n_of, observed, reference from shrunk
),
either as (
    select
        pattern, indicator, cast(null as varchar) as act, department_code, region_code, quarter,
        cast(n as bigint) as n, cast(n_of as bigint) as n_of, cast(observed as double) as observed,
        cast(reference as double) as reference
    from found
    union all
    select
        pattern, cast(null as varchar), act, department_code, region_code, quarter,
        cast(n as bigint), cast(n_of as bigint), observed, cast(reference as double)
    from spikes
),
examined as (
    select 'identical_quarters' as pattern, quarter, count(*) as n_examined from steady group by quarter
    union all
    select 'heaping_at_full', quarter, count(*) from full_marks where n_of >= 8 group by quarter
    union all
    select 'exactly_on_target', quarter, count(*) from at_target where n_of >= 8 group by quarter
    union all
    select 'shrinking_denominator', quarter, count(*) from paired group by quarter
    union all
    select 'limit_day_spike', quarter, count(*) from clocks where days >= 3 group by quarter
)
select
    f.pattern, f.indicator, f.act, f.department_code, f.region_code, f.quarter, f.n, f.n_of, f.observed, f.reference,
    cast(x.n_examined as bigint) as n_examined
from either as f
join examined as x on x.pattern = f.pattern and x.quarter = f.quarter
