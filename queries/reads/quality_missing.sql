-- One row per indicator of the plan with units that owed a figure for the quarter and gave none.
-- key: indicator
with counted as (
    select
        indicator,
        sum(n_units) filter (family = 'region') as n_regions,
        sum(n_blank) filter (family = 'region') as n_regions_blank,
        sum(n_units) filter (family = 'department') as n_departments,
        sum(n_blank) filter (family = 'department') as n_departments_blank,
        sum(n_units) filter (family = 'office') as n_offices,
        sum(n_blank) filter (family = 'office') as n_offices_blank,
        sum(n_not_returned) as n_not_returned,
        sum(n_refused) as n_refused,
        sum(n_suppressed) as n_suppressed,
        sum(n_not_applicable) as n_not_applicable
    from agg_blank
    where plan = $plan and quarter = $quarter and ($department = '*' or department_code = $department)
    group by indicator
    having sum(n_blank) > 0
)
select
    c.indicator, i.name_zh, i.name_en, i.origin,
    coalesce(c.n_regions, 0)::bigint as n_regions, coalesce(c.n_regions_blank, 0)::bigint as n_regions_blank,
    coalesce(c.n_departments, 0)::bigint as n_departments, coalesce(c.n_departments_blank, 0)::bigint as n_departments_blank,
    coalesce(c.n_offices, 0)::bigint as n_offices, coalesce(c.n_offices_blank, 0)::bigint as n_offices_blank,
    c.n_not_returned::bigint as n_not_returned, c.n_refused::bigint as n_refused, c.n_suppressed::bigint as n_suppressed,
    c.n_not_applicable::bigint as n_not_applicable
from counted as c
inner join ref_indicator as i on i.indicator = c.indicator
order by c.n_not_returned desc, i.position, c.indicator
