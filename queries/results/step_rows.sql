-- Input of stat_step_days: counts of steps by length, added up every way of dim_sanction_way (steps of the listing: of one list).
-- key: step, measure_code, list, grade, region_code, department_code, listed_q, done_q, days
with cut as (
    select
        t.step, case when k.one_measure then t.measure_code else '*' end as measure_code,
        case when k.one_list then t.list else '*' end as list, case when k.one_grade then t.grade else '*' end as grade,
        case when k.one_department then t.department_code else '*' end as department_code, a.ancestor_code as region_code,
        t.listed_q, t.done_q, t.days, t.n
    from agg_step_days as t
    join ref_region_ancestor as a on a.region_code = t.region_code
    -- rewards are no sanctions: what stands against the red list has rows of its own only
    join dim_sanction_way as k on k.region_level = a.ancestor_level and (k.one_list or t.list <> 'red')
    where
        -- cells of several single codes hold too few steps for a median; a county is told as a whole
        case when t.step = 'publish' then k.one_list and not k.one_measure else true end
        and cast(k.one_measure as integer) + cast(k.one_grade as integer) + cast(k.one_department as integer) <= 1
        and (a.ancestor_level <> 'county' or not (k.one_measure or k.one_grade or k.one_department))
)
select
    step, measure_code, list, grade, region_code, department_code, listed_q, done_q, days, cast(sum(n) as bigint) as n,
    (select max(number) from dim_sanction_quarter) as last_q
from cut
group by step, measure_code, list, grade, region_code, department_code, listed_q, done_q, days
