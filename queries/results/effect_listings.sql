-- One row per outcome, jurisdiction and listing (reoffend: exit) that a measure could bear upon, as known at the last end.
-- key: outcome, region_code, listing_id
-- Only lists against which measures were applied at all. An outcome on or after the exit without compliance was not watched.
-- Of more than 150,000 cases so many are drawn, by the hash of their number: the same ones every time, and enough for any claim.
with lists as (
    select distinct list from fct_measure where applied_q < 99999 and list <> 'red'
),
priors as (
    select listing_id, row_number() over (partition by entity_id order by listed_on, listing_id) - 1 as prior
    from fct_listing
    where list <> 'red'
),
first_again as (
    select listing_id, min(again_on) as again_on from fct_relisting group by listing_id
),
cases as (
    select
        'comply' as outcome, l.listing_id, l.entity_id, l.started_on as begun_on,
        case
            when l.complied_on <= least(q.ends_on, coalesce(l.exited_on, q.ends_on)) then greatest(l.complied_on, l.started_on)
        end as happened_on,
        greatest(least(q.ends_on, coalesce(l.exited_on, q.ends_on)), l.started_on) as until_on,
        l.department_code, l.region_code, l.ground, l.grade, l.list
    from fct_listing as l
    join dim_sanction_end as q on q.is_latest and q.ends_on >= l.started_on
    where coalesce(l.complied_on >= l.listed_on, true) and coalesce(l.exited_on >= l.listed_on, true)
    union all
    select
        'reoffend', e.listing_id, e.entity_id, e.exited_on, case when f.again_on <= q.ends_on then f.again_on end,
        least(q.ends_on, e.watched_until), e.department_code, e.region_code, e.ground, e.grade, e.list
    from fct_exit as e
    join dim_sanction_end as q on q.is_latest and q.ends_on >= e.exited_on
    left join first_again as f on f.listing_id = e.listing_id
)
select
    c.outcome, s.scope_code as region_code, q.quarter, c.listing_id, c.entity_id, c.begun_on, c.happened_on, c.until_on,
    c.department_code || '|' || c.region_code as office, c.ground, c.grade, c.list, r.level as region_level,
    cast(p.prior as integer) as prior, count(*) over (partition by c.outcome, s.scope_code) as drawn_from
from cases as c
join lists as k on k.list = c.list
join priors as p on p.listing_id = c.listing_id
join dim_sanction_scope as s on s.region_code = c.region_code and s.is_whole
left join ref_region as r on r.region_code = c.region_code
cross join dim_sanction_end as q
where q.is_latest
qualify row_number() over (partition by c.outcome, s.scope_code order by md5(c.listing_id)) <= 150000
