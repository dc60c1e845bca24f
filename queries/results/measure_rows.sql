-- One row of stat_measure without its intervals: the counts of agg_measure_told, added up every way of dim_sanction_way.
-- key: quarter, n_quarters, measure_code, list, grade, region_code, department_code
with cut as (
    select
        t.* exclude (measure_code, list, grade, department_code, region_code),
        case when k.one_measure then t.measure_code else '*' end as measure_code,
        case when k.one_list then t.list else '*' end as list, case when k.one_grade then t.grade else '*' end as grade,
        case when k.one_department then t.department_code else '*' end as department_code, a.ancestor_code as region_code
    from agg_measure_told as t
    join ref_region_ancestor as a on a.region_code = t.region_code
    -- rewards are no sanctions: what stands against the red list has rows of its own only
    join dim_sanction_way as k on k.region_level = a.ancestor_level and (k.one_list or t.list <> 'red')
),
rolled as (
    select
        c.quarter, c.n_quarters, c.measure_code, c.list, c.grade, c.region_code, c.department_code,
        cast(sum(c.n_measures) as bigint) as n_measures, cast(sum(c.n_not_due) as bigint) as n_not_due,
        cast(sum(c.n_suspended) as bigint) as n_suspended, cast(sum(c.n_void) as bigint) as n_void,
        cast(sum(c.n_unchecked) as bigint) as n_unchecked, cast(sum(c.n_unapplied) as bigint) as n_unapplied,
        cast(sum(c.n_not_fed_back) as bigint) as n_not_fed_back, cast(sum(c.n_feedback_open) as bigint) as n_feedback_open,
        cast(sum(c.n_fed_back_unstated) as bigint) as n_fed_back_unstated, cast(sum(c.n_fed_back_effect) as bigint) as n_fed_back_effect,
        cast(sum(c.n_applied_late) as bigint) as n_applied_late, cast(sum(c.n_applied_unchecked) as bigint) as n_applied_unchecked,
        cast(sum(c.n_effect_complied) as bigint) as n_effect_complied, cast(sum(c.n_effect_partly) as bigint) as n_effect_partly,
        cast(sum(c.n_effect_none) as bigint) as n_effect_none, cast(sum(c.n_ended) as bigint) as n_ended,
        cast(sum(c.n_ended_not_fed_back) as bigint) as n_ended_not_fed_back, cast(sum(c.n_with_amount) as bigint) as n_with_amount,
        sum(c.amount) as amount
    from cut as c
    group by c.quarter, c.n_quarters, c.measure_code, c.list, c.grade, c.region_code, c.department_code
),
done as (
    select *, n_not_fed_back + n_feedback_open + n_fed_back_unstated + n_fed_back_effect as n_applied from rolled
)
select
    d.* replace (case when d.n_with_amount > 0 then d.amount end as amount),
    d.n_unchecked + d.n_unapplied + d.n_applied as n_owed, d.n_unapplied + d.n_applied as n_checked,
    d.n_fed_back_unstated + d.n_fed_back_effect as n_fed_back, d.n_applied - d.n_ended as n_in_force, e.n_entities
from done as d
left join agg_measure_entity as e on
    e.quarter = d.quarter and e.n_quarters = d.n_quarters and e.measure_code = d.measure_code and e.list = d.list
    and e.grade = d.grade and e.region_code = d.region_code and e.department_code = d.department_code
