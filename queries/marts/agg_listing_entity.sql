-- One row per quarter, window, list, grade ('*'), department ('*') and region of every level: distinct entities listed in the window.
-- key: quarter, n_quarters, list, grade, department_code, region_code
-- An entity counts in a window with its first listing there: from the quarter it was listed in, or as soon as its listing before
-- has left the window, until this one leaves it. Whoever was listed once is counted first and added up then.
-- Wider cells are numbered: millions of rows are sorted and grouped by whole numbers, and named at the end.
with ways as (
    select * from (values (false, false), (true, false), (false, true)) as k (one_grade, one_department)
),
wider as (
    select
        c.cell, c.list, case when k.one_grade then c.grade else '*' end as grade,
        case when k.one_department then c.department_code else '*' end as department_code, a.ancestor_code as region_code
    from dim_listing_cell as c
    join ref_region_ancestor as a on a.region_code = c.region_code
    cross join ways as k
),
places as (
    select cell, dense_rank() over (order by list, grade, department_code, region_code) as place, list, grade, department_code, region_code
    from wider
),
once as (
    select cell, listed_q, count(*) as n from fct_listing where n_listings = 1 group by cell, listed_q
),
plain as (
    select p.place, o.listed_q, cast(null as integer) as before_q, sum(o.n) as n
    from once as o
    join places as p on p.cell = o.cell
    group by p.place, o.listed_q
),
several as (
    select distinct cell, entity, listed_q from fct_listing where n_listings > 1
),
listed as (
    select distinct p.place, l.entity, l.listed_q
    from several as l
    join places as p on p.cell = l.cell
),
ordered as (
    select place, listed_q, lag(listed_q) over (partition by place, entity order by listed_q) as before_q, 1 as n
    from listed
    union all
    select place, listed_q, before_q, n from plain
),
gaps as (
    select place, listed_q, before_q, sum(n) as n from ordered group by place, listed_q, before_q
),
spans as (
    select
        o.place, w.n_quarters, greatest(o.listed_q, coalesce(o.before_q + w.n_quarters, 0)) as from_q, o.listed_q + w.n_quarters as until_q,
        sum(o.n) as n
    from gaps as o
    cross join (values (1), (4), (12)) as w (n_quarters)
    group by o.place, w.n_quarters, from_q, until_q
),
counted as (
    select q.quarter, s.n_quarters, s.place, sum(s.n) as n
    from spans as s
    join dim_sanction_quarter as q on q.number >= s.from_q and q.number < s.until_q
    group by q.quarter, s.n_quarters, s.place
)
select c.quarter, c.n_quarters, p.list, p.grade, p.department_code, p.region_code, cast(c.n as bigint) as n_entities
from counted as c
join (select distinct place, list, grade, department_code, region_code from places) as p on p.place = c.place
