-- One row per cell of measures and wider cell it is counted in: every way of dim_sanction_way, in every region it lies in.
-- key: cell, place
-- place is a whole number for the wider cell: counts are grouped by it and named last. Rewards are no sanctions: what stands
-- against the red list has wider cells of its own only.
with wider as (
    select
        c.cell, c.measure, c.department, k.one_measure, k.one_department,
        case when k.one_measure then c.measure_code else '*' end as measure_code, case when k.one_list then c.list else '*' end as list,
        case when k.one_grade then c.grade else '*' end as grade, case when k.one_department then c.department_code else '*' end as department_code,
        a.ancestor_code as region_code
    from dim_measure_cell as c
    join ref_region_ancestor as a on a.region_code = c.region_code
    join dim_sanction_way as k on k.region_level = a.ancestor_level and (k.one_list or c.list <> 'red')
)
select
    cell, dense_rank() over (order by measure_code, list, grade, department_code, region_code) as place, one_measure, one_department,
    measure_code, list, grade, department_code, region_code
from wider
