-- One row per quarter, window, list, grade ('*': all), region of every level and department ('*': all): see queries/tables/sanctions.sql.
-- key: quarter, n_quarters, list, grade, region_code, department_code
with placed as (
    select t.*, a.ancestor_code, k.one_grade, k.one_department
    from agg_listing_told as t
    join ref_region_ancestor as a on a.region_code = t.region_code
    cross join (values (false, false), (true, false), (false, true)) as k (one_grade, one_department)
),
rolled as (
    select
        p.quarter, p.n_quarters, p.list, case when p.one_grade then p.grade else '*' end as in_grade,
        p.ancestor_code, case when p.one_department then p.department_code else '*' end as in_department,
        cast(sum(p.n_listings) as bigint) as n_listings, cast(sum(p.n_notified) as bigint) as n_notified, cast(sum(p.n_published) as bigint) as n_published,
        cast(sum(p.n_with_measure) as bigint) as n_with_measure, cast(sum(p.n_measured) as bigint) as n_measured, cast(sum(p.n_complied) as bigint) as n_complied,
        cast(sum(p.n_repaired) as bigint) as n_repaired, cast(sum(p.n_expired) as bigint) as n_expired, cast(sum(p.n_corrected) as bigint) as n_corrected,
        cast(sum(p.n_deregistered) as bigint) as n_deregistered, cast(sum(p.n_exit_complied) as bigint) as n_exit_complied, cast(sum(p.n_exit_unstated) as bigint) as n_exit_unstated,
        cast(sum(p.n_open) as bigint) as n_open, cast(sum(p.n_open_expired) as bigint) as n_open_expired, cast(sum(p.n_disputed) as bigint) as n_disputed
    from placed as p
    group by p.quarter, p.n_quarters, p.list, in_grade, p.ancestor_code, in_department
)
select
    r.quarter, r.n_quarters, r.list, r.in_grade as grade, r.ancestor_code as region_code, r.in_department as department_code,
    e.n_entities,
    r.n_listings, r.n_notified, r.n_published, r.n_with_measure, r.n_measured, r.n_complied,
    r.n_repaired, r.n_expired, r.n_corrected, r.n_deregistered, r.n_exit_complied, r.n_exit_unstated,
    r.n_open, r.n_open_expired, r.n_disputed
from rolled as r
left join agg_listing_entity as e on
    e.quarter = r.quarter and e.n_quarters = r.n_quarters and e.list = r.list and e.grade = r.in_grade
    and e.region_code = r.ancestor_code and e.department_code = r.in_department
