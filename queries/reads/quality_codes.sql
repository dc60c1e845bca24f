-- One row per department that names entities: what stood in the code column in the year up to one quarter of receipt, and the two
-- rates the department itself returned for the chosen plan and quarter. register: of the register of entities alone.
-- key: department_code
with
counted as (
    select
        department_code, sum(n_records) as n_records, sum(n_coded) as n_coded, sum(n_without) as n_without, sum(n_wrong) as n_wrong,
        sum(n_double) as n_double, sum(n_records) filter (feed = 'entities') as n_register,
        sum(n_coded) filter (feed = 'entities') as n_register_coded
    from agg_code_quality
    where
        4 * cast(substr(quarter, 1, 4) as integer) + cast(substr(quarter, 6, 1) as integer)
        between 4 * cast(substr($window, 1, 4) as integer) + cast(substr($window, 6, 1) as integer) - 3
        and 4 * cast(substr($window, 1, 4) as integer) + cast(substr($window, 6, 1) as integer)
        and ($department = '*' or department_code = $department)
    group by department_code
),
returned as (
    select
        department_code, max(value) filter (indicator = 'M08-1') as covered, max(value) filter (indicator = 'M08-2') as faulty
    from stat_judgement
    where plan = $plan and quarter = $quarter and family = 'department' and indicator in ('M08-1', 'M08-2') and origin = 'return'
    group by department_code
)
select
    c.*, c.n_register_coded / nullif(c.n_register, 0) as coverage,
    (c.n_wrong + c.n_double) / nullif(c.n_coded + c.n_wrong + c.n_double, 0) as fault_rate,
    r.covered as returned_coverage, r.faulty as returned_fault_rate
from counted as c
left join returned as r on r.department_code = c.department_code
order by fault_rate desc nulls last, c.department_code
