-- One row per quarter, region and department that listed: entities on the list of key attention when it ends (on the as-of date
-- in the quarter of that date), and those inspected since they were put on it, by whatever department.
-- key: quarter, region_code, department_code
with listed as (
    select listing_id, entity_id, region_code, department_code, listed_on, listed_q, exited_q from fct_listing where list = 'focus'
),
looked as (
    select l.listing_id, min(i.inspected_on) as looked_on
    from listed as l
    join stg_inspections as i on i.entity_id = l.entity_id and i.inspected_on >= l.listed_on
    group by l.listing_id
),
turned as (
    select
        l.region_code, l.department_code, l.listed_q, l.exited_q,
        case when k.looked_on <= s.as_of then 4 * year(k.looked_on) + quarter(k.looked_on) - 1 end as looked_q
    from listed as l
    cross join build_settings as s
    left join looked as k on k.listing_id = l.listing_id
)
select
    q.quarter, t.region_code, t.department_code,
    count(*) as n_listed,
    count(*) filter (where t.looked_q <= q.number) as n_looked
from turned as t
join dim_sanction_quarter as q on q.number >= t.listed_q and q.number < t.exited_q
group by q.quarter, t.region_code, t.department_code
