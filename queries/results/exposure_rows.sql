-- One row per cell of all lists or one: inspections per year at risk after the exit, until the entity is listed again.
-- key: quarter, asked, list, grade, measure_code, region_code, department_code
-- More visits find more: a share of re-offence is read beside this figure. Null where no inspections were sent.
with first_again as (
    select listing_id, min(again_on) as again_on from fct_relisting group by listing_id
),
ended as (
    select
        e.nth, e.entity_id, e.list, e.region_code, e.exited_on, q.quarter,
        least(q.ends_on, e.watched_until, coalesce(r.again_on, cast('9998-12-31' as date))) as until_on
    from fct_exit as e
    join dim_sanction_end as q on q.ends_on >= e.exited_on and q.is_latest
    left join first_again as r on r.listing_id = e.listing_id
),
visited as (
    select d.nth, count(*) as n_visits
    from ended as d
    join stg_inspections as i on i.entity_id = d.entity_id and i.inspected_on > d.exited_on and i.inspected_on <= d.until_on
    group by d.nth
),
sent as (select count(*) as n from stg_inspections)
select
    d.quarter, 'reoffend' as asked, case when w.one_list then d.list else '*' end as list, '*' as grade, '*' as measure_code,
    s.scope_code as region_code, '*' as department_code,
    case when max(n.n) > 0 then sum(coalesce(v.n_visits, 0)) / nullif(sum(d.until_on - d.exited_on) / 365.25, 0) end as visits_a_year
from ended as d
join dim_sanction_scope as s on s.region_code = d.region_code
cross join (values (false), (true)) as w (one_list)
cross join sent as n
left join visited as v on v.nth = d.nth
group by d.quarter, case when w.one_list then d.list else '*' end, s.scope_code
