-- One row per four quarters (named by the last), region of every level and department ('*': all): repairs applied for in them.
-- key: quarter, n_quarters, region_code, department_code
-- Counts are added up from the offices; only the days, of which medians are asked, are gone through one by one.
with repairs as (
    select
        *,
        outcome = 'granted' and decided_on is not null as is_granted,
        -- the days of grace are over, one way or the other
        as_of > coalesce(act_by, decided_on) as is_ripe
    from fct_repair
),
offices as (
    select
        applied_quarter, region_code, department_code, as_of,
        count(*) as n_applied,
        count(accepted_on) as n_accepted,
        count(decided_on) as n_decided,
        count(*) filter (where is_granted) as n_granted,
        count(*) filter (where decided_on is not null and outcome = 'refused') as n_refused,
        count(*) filter (where decided_on is not null and outcome = 'withdrawn') as n_withdrawn,
        count(*) filter (where decided_on is not null and outcome is null) as n_outcome_unstated,
        count(ripe_on) as n_with_least,
        count(*) filter (where decided_on < ripe_on) as n_too_early,
        count(*) filter (where is_granted and is_off) as n_unpublished,
        count(*) filter (where is_granted and not is_off and is_ripe) as n_still_public,
        count(*) filter (where is_granted and n_measures > 0) as n_measured,
        count(*) filter (where is_granted and n_kept_on > 0) as n_still_measured,
        count(audited_on) filter (where audit_result is not null) as n_audited,
        count(audited_on) filter (where audit_result = 'wrong') as n_wrong,
        count(audited_on) filter (where audit_result = 'missed') as n_missed,
        count(*) filter (where is_unknown_listing) as n_unknown_listing,
        count(*) filter (where is_twice) as n_twice
    from repairs
    group by applied_quarter, region_code, department_code, as_of
),
spans as (
    select unnest(generate_series(0, 3)) as later
),
counted as (
    select
        o.applied_quarter + p.later as quarter_number, a.ancestor_code as place, coalesce(o.department_code, '*') as keeper,
        sum(n_applied) as n_applied, sum(n_accepted) as n_accepted, sum(n_decided) as n_decided, sum(n_granted) as n_granted,
        sum(n_refused) as n_refused, sum(n_withdrawn) as n_withdrawn, sum(n_outcome_unstated) as n_outcome_unstated,
        sum(n_with_least) as n_with_least, sum(n_too_early) as n_too_early, sum(n_unpublished) as n_unpublished,
        sum(n_still_public) as n_still_public, sum(n_measured) as n_measured, sum(n_still_measured) as n_still_measured,
        sum(n_audited) as n_audited, sum(n_wrong) as n_wrong, sum(n_missed) as n_missed,
        sum(n_unknown_listing) as n_unknown_listing, sum(n_twice) as n_twice
    from offices as o
    join ref_region_ancestor as a on a.region_code = o.region_code
    cross join spans as p
    where o.applied_quarter + p.later <= 4 * year(o.as_of) + quarter(o.as_of) - 1
    group by grouping sets (
        (o.applied_quarter + p.later, a.ancestor_code, o.department_code), (o.applied_quarter + p.later, a.ancestor_code)
    )
),
days as (
    select
        o.applied_quarter + p.later as quarter_number, a.ancestor_code as place, coalesce(o.department_code, '*') as keeper,
        percentile_cont(0.5) within group (order by o.days) as days_to_decide,
        percentile_cont(0.9) within group (order by o.days) as days_decide_p90,
        percentile_cont(0.5) within group (order by o.days_off) as days_to_unpublish
    from (
        select applied_quarter, region_code, department_code, days, case when is_granted then days_to_unpublish end as days_off
        from repairs
        where days is not null
    ) as o
    join ref_region_ancestor as a on a.region_code = o.region_code
    cross join spans as p
    group by grouping sets (
        (o.applied_quarter + p.later, a.ancestor_code, o.department_code), (o.applied_quarter + p.later, a.ancestor_code)
    )
)
select
    cast(cast(floor(c.quarter_number / 4) as integer) as varchar) || 'Q' || cast(c.quarter_number % 4 + 1 as varchar) as quarter,
    4 as n_quarters, c.place as region_code, c.keeper as department_code,
    cast(c.n_applied as bigint) as n_applied, cast(c.n_accepted as bigint) as n_accepted,
    cast(c.n_decided as bigint) as n_decided, cast(c.n_granted as bigint) as n_granted,
    cast(c.n_refused as bigint) as n_refused, cast(c.n_withdrawn as bigint) as n_withdrawn,
    cast(c.n_applied - c.n_decided as bigint) as n_open, cast(c.n_outcome_unstated as bigint) as n_outcome_unstated,
    cast(c.n_with_least as bigint) as n_with_least, cast(c.n_too_early as bigint) as n_too_early,
    d.days_to_decide, d.days_decide_p90, d.days_to_unpublish, cast(c.n_unpublished as bigint) as n_unpublished,
    cast(c.n_still_public as bigint) as n_still_public, cast(c.n_measured as bigint) as n_measured,
    cast(c.n_still_measured as bigint) as n_still_measured, cast(c.n_audited as bigint) as n_audited,
    cast(c.n_wrong as bigint) as n_wrong, cast(c.n_missed as bigint) as n_missed,
    cast(c.n_wrong + c.n_missed as bigint) as n_faulty, cast(c.n_unknown_listing as bigint) as n_unknown_listing,
    cast(c.n_twice as bigint) as n_twice
from counted as c
left join days as d on d.quarter_number = c.quarter_number and d.place = c.place and d.keeper = c.keeper
