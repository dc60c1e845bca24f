-- One row per indicator, unit that is planned for (a region over all departments, a department type over a jurisdiction) and quarter.
-- key: indicator, region_code, department_code, family, quarter
-- Plans over one jurisdiction see the same figures: the first by name stands for all.
-- peers: those whose course it is looked ahead along (metrics/among_peers), null where there is nobody to compare with.
select
    j.indicator, j.region_code, j.department_code, j.family, j.quarter, j.value, j.numerator, j.denominator,
    i.unit, i.series, i.direction,
    case when i.series <> 'year_to_date' then j.plan || '|' || j.indicator || '|' || j.family || '|' || j.peer_group end as peers
from stat_judgement as j
inner join ref_indicator as i on i.indicator = j.indicator
where j.family in ('region', 'department') and j.value is not null and i.unit in ('percent', 'count', 'duration', 'ratio', 'amount')
qualify row_number() over (
    partition by j.indicator, j.region_code, j.department_code, j.family, j.quarter order by j.plan
) = 1
-- in one order: sums of what all of them teach must not hang on where a row lies
order by j.indicator, j.region_code, j.department_code, j.family, j.quarter
