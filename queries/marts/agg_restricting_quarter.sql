-- One row per quarter and region of the listing: listings on the list of joint sanctions when it ends (on the as-of date in the
-- quarter of that date), and departments that act against them, added up over the listings.
-- key: quarter, region_code
-- Counted by listing, so what is listed twice counts twice. A department acts from its first measure to the end of its last.
with standing as (
    select listing_id, region_code, listed_q, exited_q from fct_listing where list = 'joint_sanction'
),
acting as (
    select l.region_code, min(m.applied_q) as from_q, least(max(m.ended_q), min(l.exited_q)) as until_q
    from standing as l
    join fct_measure as m on m.listing_id = l.listing_id
    where m.applied_q < 99999
    group by l.listing_id, l.region_code, m.department_code
),
changes as (
    select region_code, listed_q as at_q, 1 as n_listed, 0 as n_acting from standing
    union all
    select region_code, exited_q, -1, 0 from standing
    union all
    select region_code, from_q, 0, 1 from acting where from_q < until_q
    union all
    select region_code, until_q, 0, -1 from acting where from_q < until_q
),
counted as (
    select region_code, at_q, sum(n_listed) as n_listed, sum(n_acting) as n_acting from changes group by region_code, at_q
),
running as (
    select q.quarter, c.region_code, sum(c.n_listed) as n_listed, sum(c.n_acting) as n_acting
    from counted as c
    join dim_sanction_quarter as q on q.number >= c.at_q
    group by q.quarter, c.region_code
)
select
    quarter, region_code, '*' as department_code, cast(n_listed as bigint) as n_listed, cast(n_acting as bigint) as n_acting
from running
where n_listed > 0
