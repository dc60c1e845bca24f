-- One row per quarter (number), window and cell of dim_measure_cell: measures against listings of the window as they stood at the
-- end of the quarter.
-- key: number, n_quarters, cell
-- Measures that went the same way are counted once, then told at the end of each of the twelve quarters from the listing's own on.
-- The first state that fits: disputed, applied (and what came of it), void, not due, unchecked, unapplied.
-- Counts are in floating point, which is exact for them and added up faster.
with steps as (
    -- quarters from the listing's own on, 0 to 11; 12: later or never
    select
        cell, listed_q, effect, amount, is_late, is_unchecked, disputed,
        greatest(least(owed_q - listed_q, 12), 0) as owed, greatest(least(void_q - listed_q, 12), 0) as void,
        greatest(least(checked_q - listed_q, 12), 0) as checked, greatest(least(applied_q - listed_q, 12), 0) as applied,
        greatest(least(feedback_q - listed_q, 12), 0) as feedback, greatest(least(fed_back_q - listed_q, 12), 0) as fed_back,
        greatest(least(ended_q - listed_q, 12), 0) as ended, greatest(least(over_q - listed_q, 12), 0) as finished
    from fct_measure
),
paths as (
    -- one whole number for the way a measure went: eight steps of four bits
    select
        cell, listed_q, effect, is_late, is_unchecked, disputed,
        cast(owed as bigint) + 16 * void + 256 * checked + 4096 * applied + 65536 * feedback + 1048576 * fed_back + 16777216 * ended
        + cast(268435456 as bigint) * finished as path,
        cast(count(*) as double) as n, cast(count(amount) as double) as n_with_amount, coalesce(sum(amount), 0) as amount
    from steps
    group by cell, listed_q, effect, is_late, is_unchecked, disputed, path
),
ways as (
    select
        cell, listed_q, effect, is_late, is_unchecked, disputed, n, n_with_amount, amount,
        path & 15 as owed, (path >> 4) & 15 as void, (path >> 8) & 15 as checked, (path >> 12) & 15 as applied,
        (path >> 16) & 15 as feedback, (path >> 20) & 15 as fed_back, (path >> 24) & 15 as ended, (path >> 28) & 15 as finished
    from paths
),
stood as (
    select
        p.*, q.number, q.number - p.listed_q as age,
        -- windows are of 1, 4 and 12 quarters: ages 1 to 3 and 4 to 11 enter together
        case when q.number = p.listed_q then 0 when q.number <= p.listed_q + 3 then 1 else 4 end as youngest,
        case
            when (p.disputed >> (q.number - p.listed_q)) & 1 = 1 then 'suspended'
            when p.applied <= q.number - p.listed_q and p.fed_back <= q.number - p.listed_q and p.effect is not null then 'fed_back_effect'
            when p.applied <= q.number - p.listed_q and p.fed_back <= q.number - p.listed_q then 'fed_back_unstated'
            when p.applied <= q.number - p.listed_q and p.feedback <= q.number - p.listed_q then 'not_fed_back'
            when p.applied <= q.number - p.listed_q then 'feedback_open'
            when p.void <= q.number - p.listed_q then 'void'
            when p.owed > q.number - p.listed_q then 'not_due'
            when p.checked <= q.number - p.listed_q then 'unapplied'
            else 'unchecked'
        end as state
    from ways as p
    join dim_sanction_quarter as q on q.number >= p.listed_q and q.number <= p.listed_q + 11
),
told as (
    select
        t.cell, t.number, t.youngest,
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
        sum(case when t.was_applied and t.ended <= t.age then t.n else 0 end) as n_ended,
        sum(case when t.state in ('not_fed_back', 'feedback_open') and t.finished <= t.age then t.n else 0 end) as n_ended_not_fed_back,
        sum(case when t.state in ('fed_back_unstated', 'fed_back_effect') then t.n_with_amount else 0 end) as n_with_amount,
        sum(case when t.state in ('fed_back_unstated', 'fed_back_effect') then t.amount else 0 end) as amount
    from (
        select *, state in ('not_fed_back', 'feedback_open', 'fed_back_unstated', 'fed_back_effect') as was_applied from stood
    ) as t
    group by t.cell, t.number, t.youngest
)
select
    t.number, w.n_quarters, t.cell,
    sum(t.n_measures) as n_measures, sum(t.n_not_due) as n_not_due,
    sum(t.n_suspended) as n_suspended, sum(t.n_void) as n_void,
    sum(t.n_unchecked) as n_unchecked, sum(t.n_unapplied) as n_unapplied,
    sum(t.n_not_fed_back) as n_not_fed_back, sum(t.n_feedback_open) as n_feedback_open,
    sum(t.n_fed_back_unstated) as n_fed_back_unstated, sum(t.n_fed_back_effect) as n_fed_back_effect,
    sum(t.n_applied_late) as n_applied_late, sum(t.n_applied_unchecked) as n_applied_unchecked,
    sum(t.n_effect_complied) as n_effect_complied, sum(t.n_effect_partly) as n_effect_partly,
    sum(t.n_effect_none) as n_effect_none, sum(t.n_ended) as n_ended,
    sum(t.n_ended_not_fed_back) as n_ended_not_fed_back, sum(t.n_with_amount) as n_with_amount,
    sum(t.amount) as amount
from told as t
join (values (1), (4), (12)) as w (n_quarters) on w.n_quarters > t.youngest
group by t.number, w.n_quarters, t.cell
