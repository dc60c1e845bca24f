-- One row per measure that wants a department's answer at the end of a quarter: due and not checked or applied, applied and
-- without feedback beyond the limit, ended without feedback. Not for the snapshot: `xinheng feedback` runs it on the warehouse.
-- key: measure_id
-- States and window are those of agg_measure_told (twelve quarters), so that the lists are as long as stat_measure says.
with stood as (
    select
        m.measure_id, m.list, m.owed_on, m.feedback_by, m.over_q <= q.number as is_over, m.fed_back_q < 99999 as is_settled,
        case
            when (m.disputed >> (q.number - m.listed_q)) & 1 = 1 then 'suspended'
            when m.applied_q <= q.number and m.fed_back_q <= q.number then 'fed_back'
            when m.applied_q <= q.number and m.feedback_q <= q.number then 'not_fed_back'
            when m.applied_q <= q.number then 'feedback_open'
            when m.void_q <= q.number then 'void'
            when m.owed_q > q.number then 'not_due'
            when m.checked_q <= q.number then 'unapplied'
            else 'unchecked'
        end as state
    from fct_measure as m
    join dim_sanction_quarter as q on q.quarter = $quarter and q.number >= m.listed_q and q.number <= m.listed_q + 11
)
select
    s.measure_id, s.listing_id, s.measure_code, s.department_code, s.region_code, s.basis, s.due_on, s.checked_on, s.applied_on,
    s.fed_back_on, s.effect, s.amount, s.limit_until, s.ended_on,
    t.state, t.is_over, t.list, t.is_settled,
    case when t.state in ('unchecked', 'unapplied') then t.owed_on else t.feedback_by end as wanted_by
from stood as t
join stg_measures as s on s.measure_id = t.measure_id
where t.state in ('unchecked', 'unapplied', 'not_fed_back') or (t.state = 'feedback_open' and t.is_over)
