-- One row per four quarters (named by the last), region of every level and department ('*': all): listings found wrong in them.
-- key: quarter, n_quarters, region_code, department_code
with spans as (
    select unnest(generate_series(0, 3)) as later
),
counted as (
    select
        l.entity_id, l.department_code, l.corrected_on, l.exited_on, l.n_measures, l.n_standing, l.restored_on,
        a.ancestor_code as place, l.found_quarter + n.later as quarter_number,
        wr.workday_number - wf.workday_number as days,
        case when l.restored_on is null then l.as_of - l.found_on end as days_open
    from fct_wrong_listing as l
    join ref_region_ancestor as a on a.region_code = l.region_code
    left join ref_workday as wf on wf.day = l.found_on
    left join ref_workday as wr on wr.day = l.restored_on
    cross join spans as n
    where l.found_quarter + n.later <= 4 * year(l.as_of) + quarter(l.as_of) - 1
)
select
    cast(cast(floor(quarter_number / 4) as integer) as varchar) || 'Q' || cast(quarter_number % 4 + 1 as varchar) as quarter,
    4 as n_quarters, place as region_code, coalesce(department_code, '*') as department_code,
    count(*) as n_found,
    count(distinct entity_id) as n_entities,
    count(corrected_on) as n_corrected,
    count(exited_on) as n_off_list,
    count(*) filter (where n_measures > 0) as n_measured,
    count(*) filter (where n_measures > 0 and n_standing = 0) as n_measures_ended,
    count(restored_on) as n_restored,
    percentile_cont(0.5) within group (order by days) as days_to_restore,
    cast(max(days_open) as integer) as days_open_most
from counted
group by grouping sets ((quarter_number, place, department_code), (quarter_number, place))
