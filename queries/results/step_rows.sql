-- Input of stat_step_days: counts of steps by length, added up every way of dim_sanction_way (steps of the listing: of one list).
-- key: step, measure_code, list, grade, region_code, department_code, listed_q, done_q, days
-- Cells of several single codes hold too few steps for a median; a county is told as a whole. Places are added up before the ways.
with placed as (
    select
        t.step, t.measure_code, t.list, t.grade, t.department_code, a.ancestor_code, a.ancestor_level, t.listed_q, t.done_q, t.days,
        sum(t.n) as n
    from agg_step_days as t
    join ref_region_ancestor as a on a.region_code = t.region_code
    group by all
),
cut as (
    select
        p.step, case when k.one_measure then p.measure_code else '*' end as measure_code, case when k.one_list then p.list else '*' end as list,
        case when k.one_grade then p.grade else '*' end as grade, p.ancestor_code as region_code,
        case when k.one_department then p.department_code else '*' end as department_code, p.listed_q, p.done_q, p.days, sum(p.n) as n
    from placed as p
    -- rewards are no sanctions: what stands against the red list has rows of its own only
    join dim_sanction_way as k on k.region_level = p.ancestor_level and (k.one_list or p.list <> 'red')
    where
        case when p.step = 'publish' then k.one_list and not k.one_measure else true end
        and cast(k.one_measure as integer) + cast(k.one_grade as integer) + cast(k.one_department as integer) <= 1
        and (p.ancestor_level <> 'county' or not (k.one_measure or k.one_grade or k.one_department))
    group by p.step, 2, 3, 4, p.ancestor_code, 6, p.listed_q, p.done_q, p.days
)
select
    step, measure_code, list, grade, region_code, department_code, listed_q, done_q, days, cast(n as bigint) as n,
    (select max(number) from dim_sanction_quarter) as last_q
from cut
