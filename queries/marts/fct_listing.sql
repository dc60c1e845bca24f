-- One row per listing made by the as-of date, with the days that matter as quarters (year x 4 + 0..3; 99999: not by the as-of date).
-- key: listing_id
-- The clock of compliance starts with the notice, else with publication, else with the listing, and never before the listing.
-- disputed: one bit for each of the twelve quarter ends from the listing's own on, set where an objection was open then.
with days as (
    select
        l.listing_id, l.entity_id, l.list, coalesce(l.grade, 'unstated') as grade, l.ground, l.department_code, l.region_code,
        l.listed_on, l.notified_on, l.published_on, l.expires_on, l.exited_on,
        greatest(l.listed_on, coalesce(l.notified_on, l.published_on, l.listed_on)) as started_on,
        coalesce(l.complied_on, case when l.exit_reason = 'complied' then l.exited_on end) as complied_on,
        case when l.exited_on is not null then coalesce(l.exit_reason, 'unstated') end as ending,
        s.as_of
    from stg_listings as l
    cross join build_settings as s
    where l.listed_on <= s.as_of
),
open_at as materialized (
    -- few listings are disputed: they are found first, else every listing would be laid out over twelve quarters
    select d.listing_id, u.from_on, u.until_on, d.listed_on, cast(4 * year(d.listed_on) + quarter(d.listed_on) - 1 as integer) as listed_q
    from days as d
    join fct_dispute as u on u.listing_id = d.listing_id
),
told as (
    select o.listing_id, cast(sum(distinct cast(power(2, q.number - o.listed_q) as integer)) as integer) as bits
    from open_at as o
    join dim_sanction_quarter as q on
        q.ends_on >= o.listed_on and q.ends_on >= o.from_on and q.ends_on < o.until_on and q.number <= o.listed_q + 11
    group by o.listing_id
)
select
    d.listing_id, d.entity_id, e.entity, e.n_listings, k.cell, d.list, d.grade, d.ground, d.department_code, d.region_code,
    d.listed_on, d.started_on, d.notified_on, d.published_on, d.complied_on, d.expires_on, d.exited_on, d.ending,
    cast(4 * year(d.listed_on) + quarter(d.listed_on) - 1 as integer) as listed_q,
    case when d.notified_on <= d.as_of then cast(4 * year(d.notified_on) + quarter(d.notified_on) - 1 as integer) else 99999 end as notified_q,
    case when d.published_on <= d.as_of then cast(4 * year(d.published_on) + quarter(d.published_on) - 1 as integer) else 99999 end as published_q,
    case when d.complied_on <= d.as_of then cast(4 * year(d.complied_on) + quarter(d.complied_on) - 1 as integer) else 99999 end as complied_q,
    case when d.exited_on <= d.as_of then cast(4 * year(d.exited_on) + quarter(d.exited_on) - 1 as integer) else 99999 end as exited_q,
    -- past its end on the day after it
    case
        when d.expires_on < d.as_of
            then cast(4 * year(d.expires_on + interval 1 day) + quarter(d.expires_on + interval 1 day) - 1 as integer)
        else 99999
    end as expired_q,
    coalesce(t.bits, 0) as disputed,
    p.workday_number - w.workday_number as publish_days
from days as d
join dim_listed_entity as e on e.entity_id = d.entity_id
join dim_listing_cell as k on
    k.list = d.list and k.grade = d.grade and k.department_code = d.department_code and k.region_code = d.region_code
left join told as t on t.listing_id = d.listing_id
left join ref_workday as w on w.day = d.listed_on
left join ref_workday as p on p.day = d.published_on
