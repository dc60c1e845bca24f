-- One row per quarter, measure, region and department that applies: what is counted of its measures in the cards.
-- key: quarter, measure_code, region_code, department_code
-- Applied and fed back: in the quarter it was done. Feedback due: in the quarter its limit was over (rule of kind feedback_limit).
-- Rewards against the red list are no sanctions.
with counted as (
    select
        m.applied_q as number, m.measure_code, m.region_code, m.department_code, count(*) as n_applied,
        count(case when m.department_code <> l.department_code then 1 end) as n_by_others, 0 as n_feedback_due, 0 as n_fed_back_of_due,
        0 as n_fed_back, 0 as n_timed, 0 as feedback_days, 0.0 as amount, 0 as n_with_amount
    from fct_measure as m
    join fct_listing as l on l.listing_id = m.listing_id
    where m.applied_q < 99999 and m.list <> 'red'
    group by m.applied_q, m.measure_code, m.region_code, m.department_code
    union all
    select
        feedback_q, measure_code, region_code, department_code, 0, 0, count(*), count(case when fed_back_q < 99999 then 1 end), 0, 0, 0, 0.0, 0
    from fct_measure
    where feedback_q < 99999 and list <> 'red'
    group by feedback_q, measure_code, region_code, department_code
    union all
    select
        fed_back_q, measure_code, region_code, department_code, 0, 0, 0, 0, count(*),
        count(case when feed_back_days >= 0 then 1 end), coalesce(sum(case when feed_back_days >= 0 then feed_back_days end), 0),
        coalesce(sum(amount), 0.0), count(amount)
    from fct_measure
    where fed_back_q < 99999 and list <> 'red'
    group by fed_back_q, measure_code, region_code, department_code
)
select
    q.quarter, c.measure_code, c.region_code, c.department_code, sum(c.n_applied) as n_applied, sum(c.n_by_others) as n_by_others,
    sum(c.n_feedback_due) as n_feedback_due, sum(c.n_fed_back_of_due) as n_fed_back_of_due, sum(c.n_fed_back) as n_fed_back,
    sum(c.n_timed) as n_timed, sum(c.feedback_days) as feedback_days, round(sum(c.amount), 2) as amount, sum(c.n_with_amount) as n_with_amount
from counted as c
join dim_sanction_quarter as q on q.number = c.number
group by q.quarter, c.measure_code, c.region_code, c.department_code
