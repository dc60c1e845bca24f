-- One row per quarter, region of every level and department ('*'): items of the catalogue of sanctions that were used.
-- key: quarter, region_code, department_code
with used as (
    select distinct m.applied_q, c.item_zh, a.ancestor_code, m.department_code
    from fct_measure as m
    join ref_catalogue_measure as c on c.measure_code = m.measure_code
    join ref_region_ancestor as a on a.region_code = m.region_code
    where m.applied_q < 99999 and m.list <> 'red'
),
items as (
    select count(distinct item_zh) as n_items from ref_catalogue_measure
),
whose as (
    select applied_q, item_zh, ancestor_code, department_code from used
    union
    select applied_q, item_zh, ancestor_code, '*' from used
)
select q.quarter, w.ancestor_code as region_code, w.department_code, count(*) as n_used, max(i.n_items) as n_items
from whose as w
cross join items as i
join dim_sanction_quarter as q on q.number = w.applied_q
group by q.quarter, w.ancestor_code, w.department_code
