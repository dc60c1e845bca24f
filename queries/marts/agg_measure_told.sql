-- One row per quarter, window, measure, list, grade, department and region: measures against listings of the window as they stood
-- at the end of the quarter.
-- key: quarter, n_quarters, measure_code, list, grade, department_code, region_code
-- Measures that went the same way are counted once, then told at the end of each of the twelve quarters from the listing's own on.
-- The first state that fits: disputed, applied (and what came of it), void, not due, unchecked, unapplied.
with paths as (
    select
        m.measure_code, m.list, m.grade, m.department_code, m.region_code, m.listed_q, m.disputed, m.owed_q, m.void_q, m.checked_q,
        m.applied_q, m.feedback_q, m.fed_back_q, m.effect, m.ended_q, m.over_q, m.is_late, m.is_unchecked,
        count(*) as n, count(m.amount) as n_with_amount, coalesce(sum(m.amount), 0) as amount
    from fct_measure as m
    group by
        m.measure_code, m.list, m.grade, m.department_code, m.region_code, m.listed_q, m.disputed, m.owed_q, m.void_q, m.checked_q,
        m.applied_q, m.feedback_q, m.fed_back_q, m.effect, m.ended_q, m.over_q, m.is_late, m.is_unchecked
),
stood as (
    select
        p.*, q.quarter, q.number,
        case
            when (p.disputed >> (q.number - p.listed_q)) & 1 = 1 then 'suspended'
            when p.applied_q <= q.number and p.fed_back_q <= q.number and p.effect is not null then 'fed_back_effect'
            when p.applied_q <= q.number and p.fed_back_q <= q.number then 'fed_back_unstated'
            when p.applied_q <= q.number and p.feedback_q <= q.number then 'not_fed_back'
            when p.applied_q <= q.number then 'feedback_open'
            when p.void_q <= q.number then 'void'
            when p.owed_q > q.number then 'not_due'
            when p.checked_q <= q.number then 'unapplied'
            else 'unchecked'
        end as state
    from paths as p
    join dim_sanction_quarter as q on q.number >= p.listed_q and q.number <= p.listed_q + 11
),
told as (
    select
        t.measure_code, t.list, t.grade, t.department_code, t.region_code, t.quarter, t.number - t.listed_q as age,
        sum(t.n) as n_measures,
        sum(case when t.state = 'not_due' then t.n else 0 end) as n_not_due,
        sum(case when t.state = 'suspended' then t.n else 0 end) as n_suspended,
        sum(case when t.state = 'void' then t.n else 0 end) as n_void,
        sum(case when t.state = 'unchecked' then t.n else 0 end) as n_unchecked,
        sum(case when t.state = 'unapplied' then t.n else 0 end) as n_unapplied,
        sum(case when t.state = 'not_fed_back' then t.n else 0 end) as n_not_fed_back,
        sum(case when t.state = 'feedback_open' then t.n else 0 end) as n_feedback_open,
        sum(case when t.state = 'fed_back_unstated' then t.n else 0 end) as n_fed_back_unstated,
        sum(case when t.state = 'fed_back_effect' then t.n else 0 end) as n_fed_back_effect,
        sum(case when t.was_applied and t.is_late then t.n else 0 end) as n_applied_late,
        sum(case when t.was_applied and t.is_unchecked then t.n else 0 end) as n_applied_unchecked,
        sum(case when t.state = 'fed_back_effect' and t.effect = 'complied' then t.n else 0 end) as n_effect_complied,
        sum(case when t.state = 'fed_back_effect' and t.effect = 'partly' then t.n else 0 end) as n_effect_partly,
        sum(case when t.state = 'fed_back_effect' and t.effect = 'none' then t.n else 0 end) as n_effect_none,
        sum(case when t.was_applied and t.ended_q <= t.number then t.n else 0 end) as n_ended,
        sum(case when t.state in ('not_fed_back', 'feedback_open') and t.over_q <= t.number then t.n else 0 end) as n_ended_not_fed_back,
        sum(case when t.state in ('fed_back_unstated', 'fed_back_effect') then t.n_with_amount else 0 end) as n_with_amount,
        sum(case when t.state in ('fed_back_unstated', 'fed_back_effect') then t.amount else 0 end) as amount
    from (
        select *, state in ('not_fed_back', 'feedback_open', 'fed_back_unstated', 'fed_back_effect') as was_applied from stood
    ) as t
    group by t.measure_code, t.list, t.grade, t.department_code, t.region_code, t.quarter, t.number - t.listed_q
)
select
    t.quarter, w.n_quarters, t.measure_code, t.list, t.grade, t.department_code, t.region_code,
    cast(sum(t.n_measures) as bigint) as n_measures, cast(sum(t.n_not_due) as bigint) as n_not_due,
    cast(sum(t.n_suspended) as bigint) as n_suspended, cast(sum(t.n_void) as bigint) as n_void,
    cast(sum(t.n_unchecked) as bigint) as n_unchecked, cast(sum(t.n_unapplied) as bigint) as n_unapplied,
    cast(sum(t.n_not_fed_back) as bigint) as n_not_fed_back, cast(sum(t.n_feedback_open) as bigint) as n_feedback_open,
    cast(sum(t.n_fed_back_unstated) as bigint) as n_fed_back_unstated, cast(sum(t.n_fed_back_effect) as bigint) as n_fed_back_effect,
    cast(sum(t.n_applied_late) as bigint) as n_applied_late, cast(sum(t.n_applied_unchecked) as bigint) as n_applied_unchecked,
    cast(sum(t.n_effect_complied) as bigint) as n_effect_complied, cast(sum(t.n_effect_partly) as bigint) as n_effect_partly,
    cast(sum(t.n_effect_none) as bigint) as n_effect_none, cast(sum(t.n_ended) as bigint) as n_ended,
    cast(sum(t.n_ended_not_fed_back) as bigint) as n_ended_not_fed_back, cast(sum(t.n_with_amount) as bigint) as n_with_amount,
    sum(t.amount) as amount
from told as t
join (values (1), (4), (12)) as w (n_quarters) on w.n_quarters > t.age
group by t.quarter, w.n_quarters, t.measure_code, t.list, t.grade, t.department_code, t.region_code
