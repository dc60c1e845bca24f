-- One row per quarter, window, list, grade ('*'), department ('*') and region of every level: distinct entities listed in the window.
-- key: quarter, n_quarters, list, grade, department_code, region_code
-- An entity counts in a window with its first listing there: from the quarter it was listed in, or as soon as its listing before
-- has left the window, until this one leaves it. Whoever was listed once is counted first and added up then.
with once as (
    select list, grade, department_code, region_code, listed_q, count(*) as n
    from fct_listing
    where n_listings = 1
    group by list, grade, department_code, region_code, listed_q
),
ways as (
    select * from (values (false, false), (true, false), (false, true)) as k (one_grade, one_department)
),
plain as (
    select
        o.list, case when k.one_grade then o.grade else '*' end as grade,
        case when k.one_department then o.department_code else '*' end as department_code, a.ancestor_code as region_code,
        o.listed_q, cast(null as integer) as before_q, sum(o.n) as n
    from once as o
    join ref_region_ancestor as a on a.region_code = o.region_code
    cross join ways as k
    group by o.list, 2, 3, a.ancestor_code, o.listed_q
),
listed as (
    select distinct
        l.list, case when k.one_grade then l.grade else '*' end as grade,
        case when k.one_department then l.department_code else '*' end as department_code,
        a.ancestor_code as region_code, l.entity, l.listed_q
    from fct_listing as l
    join ref_region_ancestor as a on a.region_code = l.region_code
    cross join ways as k
    where l.n_listings > 1
),
ordered as (
    select
        list, grade, department_code, region_code, listed_q,
        lag(listed_q) over (partition by list, grade, department_code, region_code, entity order by listed_q) as before_q, 1 as n
    from listed
    union all
    select list, grade, department_code, region_code, listed_q, before_q, n from plain
),
spans as (
    select
        o.list, o.grade, o.department_code, o.region_code, w.n_quarters,
        greatest(o.listed_q, coalesce(o.before_q + w.n_quarters, 0)) as from_q, o.listed_q + w.n_quarters as until_q, sum(o.n) as n
    from ordered as o
    cross join (values (1), (4), (12)) as w (n_quarters)
    group by o.list, o.grade, o.department_code, o.region_code, w.n_quarters, from_q, until_q
)
select
    q.quarter, s.n_quarters, s.list, s.grade, s.department_code, s.region_code, cast(sum(s.n) as bigint) as n_entities
from spans as s
join dim_sanction_quarter as q on q.number >= s.from_q and q.number < s.until_q
group by q.quarter, s.n_quarters, s.list, s.grade, s.department_code, s.region_code
