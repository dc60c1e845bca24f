-- One row of judged_rows for each that has been judged: its figures as they stood then.
-- key: plan, indicator, quarter, region_code, department_code
select
    j.plan,
    j.indicator,
    j.quarter,
    j.region_code,
    j.department_code,
    j.family,
    j.numerator,
    j.denominator,
    j.value,
    j.n_rows,
    j.origin,
    j.blank,
    i.unit,
    i.direction,
    i.series,
    i.least_denominator,
    i.margin,
    case
        when i.unit in ('count', 'amount') then j.family = 'region' and j.region_code = p.region_code
        else j.family = 'region' or i.additive_over like '%department%'
    end as shares_target,
    j.peer_group
from stat_judgement as j
inner join ref_indicator as i on i.indicator = j.indicator
inner join ref_plan as p on p.plan = j.plan
