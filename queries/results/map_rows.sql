-- One row per indicator, jurisdiction (root), level and region with a rate in the indicator's latest quarter there.
-- key: indicator, root_code, region_code
-- Incomplete returns are left out: a missing office would look like a place that differs from its neighbours.
select r.indicator, r.quarter, r.root_code, r.level, r.region_code, r.numerator, r.denominator
from stat_rank as r
inner join (
    select indicator, root_code, level, max(quarter) as quarter
    from stat_rank
    where excluded is null or excluded in ('no_direction', 'too_small')
    group by indicator, root_code, level
) as latest
    on latest.indicator = r.indicator
    and latest.root_code = r.root_code
    and latest.level = r.level
    and latest.quarter = r.quarter
where r.excluded is null or r.excluded in ('no_direction', 'too_small', 'alone')
order by r.root_code, r.level, r.indicator, r.region_code
