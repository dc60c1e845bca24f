-- One row per quarter (number), window and cell of dim_measure_cell: measures against listings of the window as they stood at the
-- end of the quarter.
-- key: number, n_quarters, cell
-- Measures that went the same way are counted once, then told at the end of each of the twelve quarters from the listing's own on.
-- The first state that fits: disputed, applied (and what came of it), void, not due, unchecked, unapplied.
-- Counts are in floating point, which is exact for them and added up faster; a sum of amounts is rounded to the fen, for then it is
-- the same in whatever order it was added up. What is told apart at an age is one whole number, the code (state, late, unchecked,
-- ended, and what came of it or whether it is over): twenty sums are taken of what shares it, not of all.
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
before as (
    -- what came after the application, or after the listing was over, no longer tells when it was owed and checked
    select
        * replace (
            case when void < applied then void else 12 end as void, least(owed, void, applied) as owed,
            case when greatest(checked, owed) < least(void, applied) then greatest(checked, owed) else 12 end as checked,
            greatest(feedback, applied) as feedback, greatest(fed_back, applied) as fed_back, greatest(ended, applied) as ended,
            greatest(finished, applied) as finished, is_late and applied < 12 as is_late, is_unchecked and applied < 12 as is_unchecked
        )
    from steps
),
seen as (
    -- nor what came after the feedback when that was due
    select
        * replace (
            case when feedback < fed_back then feedback else 12 end as feedback, case when finished < fed_back then finished else 12 end as finished,
            case when fed_back < 12 then effect end as effect
        )
    from before
),
paths as (
    -- one whole number for the way a measure went: eight steps of four bits
    select
        cell, listed_q, effect, is_late, is_unchecked, disputed,
        cast(owed as bigint) + 16 * void + 256 * checked + 4096 * applied + 65536 * feedback + 1048576 * fed_back + 16777216 * ended
        + cast(268435456 as bigint) * finished as path,
        cast(count(*) as double) as n, cast(count(amount) as double) as n_with_amount, coalesce(sum(amount), 0) as amount
    from seen
    group by cell, listed_q, effect, is_late, is_unchecked, disputed, path
),
ages as (
    -- windows are of 1, 4 and 12 quarters: ages 1 to 3 and 4 to 11 enter together
    select f.number as listed_q, q.number, cast(q.number - f.number as tinyint) as age,
        cast(case when q.number = f.number then 0 when q.number <= f.number + 3 then 1 else 4 end as tinyint) as youngest
    from dim_sanction_quarter as f
    join dim_sanction_quarter as q on q.number >= f.number and q.number <= f.number + 11
),
ways as (
    select
        cell, listed_q, is_late, is_unchecked, disputed, n, n_with_amount, amount,
        cast(case effect when 'complied' then 1 when 'partly' then 2 when 'none' then 3 else cast(effect is not null as integer) * 4 end as tinyint) as effect,
        cast(path & 15 as tinyint) as owed, cast((path >> 4) & 15 as tinyint) as void, cast((path >> 8) & 15 as tinyint) as checked,
        cast((path >> 12) & 15 as tinyint) as applied, cast((path >> 16) & 15 as tinyint) as feedback,
        cast((path >> 20) & 15 as tinyint) as fed_back, cast((path >> 24) & 15 as tinyint) as ended, cast((path >> 28) & 15 as tinyint) as finished
    from paths
),
stood as (
    -- applied: 1 fed back with an effect, 2 fed back without one, 3 not fed back in time, 4 not yet due
    -- else: 0 disputed, 5 void, 6 not due, 7 unapplied, 8 unchecked
    select
        p.*, a.number, a.age, a.youngest,
        case
            when (p.disputed >> a.age) & 1 = 1 then 0
            when p.applied <= a.age then
                case
                    when p.fed_back <= a.age and p.effect > 0 then 1
                    when p.fed_back <= a.age then 2
                    when p.feedback <= a.age then 3
                    else 4
                end
            when p.void <= a.age then 5
            when p.owed > a.age then 6
            when p.checked <= a.age then 7
            else 8
        end as state
    from ways as p
    join ages as a on a.listed_q = p.listed_q
),
alike as (
    select
        -- one whole number to group by: cell (from bit 32 on), quarter (from bit 16), youngest age (from bit 12) and code
        (cast(cell as bigint) << 32) | (cast(number as bigint) << 16) | (cast(youngest as bigint) << 12) | state
        | case when state between 1 and 4 then (cast(is_late as integer) << 4) | (cast(is_unchecked as integer) << 5) | (cast(ended <= age as integer) << 6) else 0 end
        | case when state = 1 then cast(effect as integer) << 7 when state between 3 and 4 then cast(finished <= age as integer) << 7 else 0 end as packed,
        sum(n) as n, sum(n_with_amount) as n_with_amount, sum(amount) as amount
    from stood
    group by packed
),
told as (
    select
        t.cell, t.number, t.youngest,
        sum(t.n) as n_measures,
        sum(case when t.state = 6 then t.n else 0 end) as n_not_due,
        sum(case when t.state = 0 then t.n else 0 end) as n_suspended,
        sum(case when t.state = 5 then t.n else 0 end) as n_void,
        sum(case when t.state = 8 then t.n else 0 end) as n_unchecked,
        sum(case when t.state = 7 then t.n else 0 end) as n_unapplied,
        sum(case when t.state = 3 then t.n else 0 end) as n_not_fed_back,
        sum(case when t.state = 4 then t.n else 0 end) as n_feedback_open,
        sum(case when t.state = 2 then t.n else 0 end) as n_fed_back_unstated,
        sum(case when t.state = 1 then t.n else 0 end) as n_fed_back_effect,
        sum(case when t.code & 16 > 0 then t.n else 0 end) as n_applied_late,
        sum(case when t.code & 32 > 0 then t.n else 0 end) as n_applied_unchecked,
        sum(case when t.state = 1 and t.code >> 7 = 1 then t.n else 0 end) as n_effect_complied,
        sum(case when t.state = 1 and t.code >> 7 = 2 then t.n else 0 end) as n_effect_partly,
        sum(case when t.state = 1 and t.code >> 7 = 3 then t.n else 0 end) as n_effect_none,
        sum(case when t.code & 64 > 0 then t.n else 0 end) as n_ended,
        sum(case when t.state in (3, 4) and t.code >> 7 = 1 then t.n else 0 end) as n_ended_not_fed_back,
        sum(case when t.state in (1, 2) then t.n_with_amount else 0 end) as n_with_amount,
        sum(case when t.state in (1, 2) then t.amount else 0 end) as amount
    from (
        select
            n, n_with_amount, amount, packed >> 32 as cell, cast((packed >> 16) & 65535 as integer) as number, (packed >> 12) & 15 as youngest,
            packed & 4095 as code, packed & 15 as state
        from alike
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
    round(sum(t.amount), 2) as amount
from told as t
join (values (1), (4), (12)) as w (n_quarters) on w.n_quarters > t.youngest
group by t.number, w.n_quarters, t.cell
