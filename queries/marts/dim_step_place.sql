-- One row per step, cell of agg_step_days and region it lies in: a whole number for what is told apart there.
-- key: step, cell, place
-- A county is told as a whole, list by list: what is finer holds too few steps for a median.
with cells as (
    select s.step, c.cell, c.measure_code, c.list, c.grade, c.department_code, c.region_code
    from dim_measure_cell as c
    cross join (values ('check'), ('apply'), ('feed_back')) as s (step)
    union all
    select 'publish', cell, '*', list, grade, department_code, region_code from dim_listing_cell
),
placed as (
    select
        c.step, c.cell, c.list, a.ancestor_code as region_code, a.ancestor_level as region_level,
        case when a.ancestor_level = 'county' then '*' else c.measure_code end as measure_code,
        case when a.ancestor_level = 'county' then '*' else c.grade end as grade,
        case when a.ancestor_level = 'county' then '*' else c.department_code end as department_code
    from cells as c
    join ref_region_ancestor as a on a.region_code = c.region_code
)
select *, dense_rank() over (order by step, measure_code, list, grade, department_code, region_code) as place from placed
