-- One row per span (one quarter, or the four that end with it), region of every level and department ('*': all): repairs applied for in it.
-- key: quarter, n_quarters, region_code, department_code
with spans as (
    select 1 as n_quarters, 0 as later
    union all
    select 4 as n_quarters, unnest(generate_series(0, 3)) as later
),
counted as (
    select
        p.*, a.ancestor_code as place, n.n_quarters, p.applied_quarter + n.later as quarter_number,
        p.outcome = 'granted' and p.decided_on is not null as is_granted,
        -- the days of grace are over, one way or the other
        p.as_of > coalesce(p.act_by, p.decided_on) as is_ripe
    from fct_repair as p
    join ref_region_ancestor as a on a.region_code = p.region_code
    cross join spans as n
    where p.applied_quarter + n.later <= 4 * year(p.as_of) + quarter(p.as_of) - 1
)
select
    cast(cast(floor(quarter_number / 4) as integer) as varchar) || 'Q' || cast(quarter_number % 4 + 1 as varchar) as quarter,
    n_quarters, place as region_code, coalesce(department_code, '*') as department_code,
    count(*) as n_applied,
    count(accepted_on) as n_accepted,
    count(decided_on) as n_decided,
    count(*) filter (where is_granted) as n_granted,
    count(*) filter (where decided_on is not null and outcome = 'refused') as n_refused,
    count(*) filter (where decided_on is not null and outcome = 'withdrawn') as n_withdrawn,
    count(*) - count(decided_on) as n_open,
    count(*) filter (where decided_on is not null and outcome is null) as n_outcome_unstated,
    count(ripe_on) as n_with_least,
    count(*) filter (where decided_on < ripe_on) as n_too_early,
    percentile_cont(0.5) within group (order by days) as days_to_decide,
    percentile_cont(0.9) within group (order by days) as days_decide_p90,
    percentile_cont(0.5) within group (order by case when is_granted then days_to_unpublish end) as days_to_unpublish,
    cast(sum(case when is_granted then days_to_unpublish end) as bigint) as sum_days_to_unpublish,
    count(*) filter (where is_granted and days_to_unpublish is not null) as n_with_days_to_unpublish,
    count(*) filter (where is_granted and is_off) as n_unpublished,
    count(*) filter (where is_granted and not is_off and is_ripe) as n_still_public,
    count(*) filter (where is_granted and n_measures > 0) as n_measured,
    count(*) filter (where is_granted and n_kept_on > 0) as n_still_measured,
    count(audited_on) filter (where audit_result is not null) as n_audited,
    count(audited_on) filter (where audit_result = 'wrong') as n_wrong,
    count(audited_on) filter (where audit_result = 'missed') as n_missed,
    count(audited_on) filter (where audit_result in ('wrong', 'missed')) as n_faulty,
    count(*) filter (where is_unknown_listing) as n_unknown_listing,
    count(*) filter (where is_twice) as n_twice
from counted
group by grouping sets ((quarter_number, n_quarters, place, department_code), (quarter_number, n_quarters, place))
