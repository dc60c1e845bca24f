-- One row of stat_measure without its intervals: the counts of agg_measure_told, added up every way of dim_sanction_way.
-- key: quarter, n_quarters, measure_code, list, grade, region_code, department_code
with rolled as (
    select
        -- one key of place and quarter: grouped by both sides of the join at once, DuckDB does not add up below it for nothing
        cast(w.place as bigint) * 100000 + c.number as place_number, c.n_quarters,
        cast(sum(c.n_measures) as bigint) as n_measures, cast(sum(c.n_not_due) as bigint) as n_not_due,
        cast(sum(c.n_suspended) as bigint) as n_suspended, cast(sum(c.n_void) as bigint) as n_void,
        cast(sum(c.n_unchecked) as bigint) as n_unchecked, cast(sum(c.n_unapplied) as bigint) as n_unapplied,
        cast(sum(c.n_not_fed_back) as bigint) as n_not_fed_back, cast(sum(c.n_feedback_open) as bigint) as n_feedback_open,
        cast(sum(c.n_fed_back_unstated) as bigint) as n_fed_back_unstated, cast(sum(c.n_fed_back_effect) as bigint) as n_fed_back_effect,
        cast(sum(c.n_applied_late) as bigint) as n_applied_late, cast(sum(c.n_applied_unchecked) as bigint) as n_applied_unchecked,
        cast(sum(c.n_effect_complied) as bigint) as n_effect_complied, cast(sum(c.n_effect_partly) as bigint) as n_effect_partly,
        cast(sum(c.n_effect_none) as bigint) as n_effect_none, cast(sum(c.n_ended) as bigint) as n_ended,
        cast(sum(c.n_ended_not_fed_back) as bigint) as n_ended_not_fed_back, cast(sum(c.n_with_amount) as bigint) as n_with_amount,
        round(sum(c.amount), 2) as amount
    from agg_measure_told as c
    join dim_measure_way as w on w.cell = c.cell
    group by place_number, c.n_quarters
),
done as (
    select
        *, place_number // 100000 as place, place_number % 100000 as number,
        n_not_fed_back + n_feedback_open + n_fed_back_unstated + n_fed_back_effect as n_applied
    from rolled
)
select
    q.quarter, w.measure_code, w.list, w.grade, w.region_code, w.department_code,
    d.* exclude (place_number, number, place) replace (case when d.n_with_amount > 0 then d.amount end as amount),
    d.n_unchecked + d.n_unapplied + d.n_applied as n_owed, d.n_unapplied + d.n_applied as n_checked,
    d.n_fed_back_unstated + d.n_fed_back_effect as n_fed_back, d.n_applied - d.n_ended as n_in_force, e.n_entities
from done as d
join (select distinct place, measure_code, list, grade, region_code, department_code from dim_measure_way) as w on w.place = d.place
join dim_sanction_quarter as q on q.number = d.number
left join agg_measure_entity as e on e.number = d.number and e.n_quarters = d.n_quarters and e.place = d.place
