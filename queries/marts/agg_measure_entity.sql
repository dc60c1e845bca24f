-- One row per quarter, window, measure ('*'), list ('*'), grade ('*'), department ('*') and region: distinct entities of the measures.
-- key: quarter, n_quarters, measure_code, list, grade, department_code, region_code
-- Counted as in agg_listing_entity: with the first listing of the entity in the window.
with owing as (
    select distinct measure_code, list, grade, department_code, region_code, entity_id, listed_q from fct_measure
),
cut as (
    select distinct
        case when k.one_measure then o.measure_code else '*' end as measure_code,
        case when k.one_list then o.list else '*' end as list, case when k.one_grade then o.grade else '*' end as grade,
        case when k.one_department then o.department_code else '*' end as department_code, a.ancestor_code as region_code, o.entity_id, o.listed_q
    from owing as o
    join ref_region_ancestor as a on a.region_code = o.region_code
    -- rewards are no sanctions: what stands against the red list has rows of its own only
    join dim_sanction_way as k on k.region_level = a.ancestor_level and (k.one_list or o.list <> 'red')
),
ordered as (
    select
        measure_code, list, grade, department_code, region_code, listed_q,
        lag(listed_q) over (
            partition by measure_code, list, grade, department_code, region_code, entity_id order by listed_q
        ) as before_q
    from cut
),
spans as (
    select
        o.measure_code, o.list, o.grade, o.department_code, o.region_code, w.n_quarters,
        greatest(o.listed_q, coalesce(o.before_q + w.n_quarters, 0)) as from_q, o.listed_q + w.n_quarters as until_q, count(*) as n
    from ordered as o
    cross join (values (1), (4), (12)) as w (n_quarters)
    group by o.measure_code, o.list, o.grade, o.department_code, o.region_code, w.n_quarters, from_q, until_q
)
select
    q.quarter, s.n_quarters, s.measure_code, s.list, s.grade, s.department_code, s.region_code,
    cast(sum(s.n) as bigint) as n_entities
from spans as s
join dim_sanction_quarter as q on q.number >= s.from_q and q.number < s.until_q
group by q.quarter, s.n_quarters, s.measure_code, s.list, s.grade, s.department_code, s.region_code
