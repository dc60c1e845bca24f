-- One row per indicator, unit that is planned for (a region over all departments, a department type over a jurisdiction) and quarter.
-- key: indicator, region_code, department_code, family, quarter
-- Plans over one jurisdiction see the same figures: the first by name stands for all.
-- peers: those whose course it is looked ahead along (metrics/among_peers), null where there is nobody to compare with.
with shared as (
    select a.region_code
    from ref_plan as p
    join ref_region_ancestor as a on a.ancestor_code = p.region_code
    where p.extends is null
    group by a.region_code
    having count(*) > 1
),
planned as (
    select
        j.plan, j.indicator, j.region_code, j.department_code, j.family, j.peer_group, j.quarter, j.value, j.numerator, j.denominator,
        i.unit, i.series, i.direction
    from stat_judgement as j
    inner join ref_indicator as i on i.indicator = j.indicator
    where j.family in ('region', 'department') and j.value is not null and i.unit in ('percent', 'count', 'duration', 'ratio', 'amount')
),
-- only where plans share a jurisdiction need the first be looked for
once as (
    select * from planned where region_code not in (select region_code from shared)
    union all
    select *
    from planned
    where region_code in (select region_code from shared)
    qualify row_number() over (partition by indicator, region_code, department_code, family, quarter order by plan) = 1
)
select
    indicator, region_code, department_code, family, quarter, value, numerator, denominator, unit, series, direction,
    case when series <> 'year_to_date' then plan || '|' || indicator || '|' || family || '|' || peer_group end as peers
from once
