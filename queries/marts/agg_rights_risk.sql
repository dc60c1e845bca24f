-- One row per defect, part, department, region, first and last quarter: what the defect could have befallen in all of these quarters.
-- key: defect, part, department_code, region_code, first_quarter, last_quarter
-- Quarters are numbered (4 x year + quarter - 1). n_left_out: of them, those of which it cannot be told.
with s as (select as_of from build_settings),
exposed as (
    select
        'outside_catalogue' as defect, measure_code as part, department_code, region_code,
        catalogue_from as from_on, cast(until_on - interval 1 day as date) as to_on, 0 as left_out
    from fct_standing_measure
    where catalogue_from < until_on
    union all
    select
        'without_basis', measure_code, department_code, region_code, applied_on, cast(until_on - interval 1 day as date), 0
    from fct_standing_measure
    where applied_on < until_on
    union all
    select
        'beyond_limit', measure_code, department_code, region_code, greatest(applied_on, limit_until),
        greatest(applied_on, limit_until, cast(until_on - interval 1 day as date)), 0
    from fct_standing_measure
    where until_on >= limit_until
    union all
    select
        'after_exit', measure_code, department_code, region_code, greatest(applied_on, exited_on),
        greatest(applied_on, exited_on, cast(until_on - interval 1 day as date)), 0
    from fct_standing_measure
    where until_on >= exited_on
    union all
    select
        'repaired_measured', measure_code, department_code, region_code, greatest(applied_on, granted_on),
        greatest(applied_on, granted_on, cast(until_on - interval 1 day as date)), 0
    from fct_standing_measure
    where until_on >= granted_on
    union all
    select
        'published_too_long', rule, department_code, region_code, too_long_from,
        greatest(too_long_from, cast(until_on - interval 1 day as date)), case when has_complied then 0 else 1 end
    from fct_public_record
    cross join s
    -- shown to the end of its longest period, which has come; one whose duty is not done is left out if it is still shown
    where until_on >= too_long_from - interval 1 day and too_long_from <= s.as_of
    union all
    select
        'exit_overdue', l.list, l.department_code, l.region_code, l.expires_on,
        greatest(l.expires_on, least(coalesce(l.exited_on, s.as_of), s.as_of)), 0
    from stg_listings as l
    cross join s
    where l.list <> 'red' and l.expires_on < s.as_of and (l.exited_on is null or l.exited_on >= l.expires_on)
    union all
    select 'wrongly_listed', '-', department_code, region_code, found_on, coalesce(restored_on, as_of), 0
    from fct_wrong_listing
    union all
    select 'repaired_early', rule, department_code, region_code, decided_on, decided_on, 0
    from fct_repair
    where ripe_on is not null
    union all
    select
        'repaired_public', record, department_code, region_code, decided_on,
        greatest(decided_on, cast(off_on - interval 1 day as date)), 0
    from fct_repair
    where outcome = 'granted' and decided_on is not null and record is not null
),
disputed as (
    -- measures that stood or came due while an objection was open, each once a quarter
    select distinct m.measure_id, m.measure_code, m.department_code, m.region_code, d.from_on, d.until_on
    from fct_dispute_span as d
    join stg_measures as m on m.listing_id = d.listing_id
    left join stg_listings as l on l.listing_id = d.listing_id
    where
        coalesce(l.list, '') <> 'red'
        and least(coalesce(m.applied_on, m.due_on), coalesce(m.due_on, m.applied_on)) < d.until_on
        and (m.ended_on is null or m.ended_on > d.from_on)
),
disputed_quarters as (
    select distinct
        measure_id, measure_code, department_code, region_code,
        unnest(generate_series(
            4 * year(from_on) + quarter(from_on) - 1,
            4 * year(until_on - interval 1 day) + quarter(until_on - interval 1 day) - 1
        )) as quarter_number
    from disputed
)
select
    defect, part, department_code, region_code,
    4 * year(from_on) + quarter(from_on) - 1 as first_quarter,
    4 * year(to_on) + quarter(to_on) - 1 as last_quarter,
    count(*) as n,
    sum(left_out) as n_left_out
from exposed
group by
    defect, part, department_code, region_code, 4 * year(from_on) + quarter(from_on) - 1, 4 * year(to_on) + quarter(to_on) - 1
union all
select
    'while_disputed', measure_code, department_code, region_code, quarter_number, quarter_number, count(*), 0
from disputed_quarters
group by measure_code, department_code, region_code, quarter_number
