-- One row per place of dim_step_place and wider cell its steps are told in: a whole number for the wider cell.
-- key: place, wider
-- Of measure, grade and department at most one is single. Steps of the listing: of one list, and of no measure.
with cut as (
    select
        p.step, p.place, case when k.one_measure then p.measure_code else '*' end as measure_code,
        case when k.one_list then p.list else '*' end as list, case when k.one_grade then p.grade else '*' end as grade,
        case when k.one_department then p.department_code else '*' end as department_code, p.region_code
    from (select distinct step, place, measure_code, list, grade, department_code, region_code, region_level from dim_step_place) as p
    -- rewards are no sanctions: what stands against the red list has rows of its own only
    join dim_sanction_way as k on k.region_level = p.region_level and (k.one_list or p.list <> 'red')
    where
        case when p.step = 'publish' then k.one_list and not k.one_measure else true end
        and cast(k.one_measure as integer) + cast(k.one_grade as integer) + cast(k.one_department as integer) <= 1
        and (p.region_level <> 'county' or not (k.one_measure or k.one_grade or k.one_department))
)
select *, dense_rank() over (order by step, measure_code, list, grade, department_code, region_code) as wider from cut
