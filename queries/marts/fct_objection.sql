-- One row per objection raised by the as-of date: how it went, and what was done to the entity meanwhile.
-- key: objection_id
with limits as (
    select r.days, r.valid_from, r.valid_to, coalesce(r.region_code, '000000') as holds_in
    from ref_rule as r
    where r.kind = 'objection_limit'
),
raised as (
    select
        o.objection_id, o.listing_id, o.department_code, o.region_code, o.raised_on,
        case when o.answered_on <= s.as_of then o.answered_on end as answered_on,
        case when o.answered_on <= s.as_of then o.upheld end as upheld,
        case when o.suspended_on <= s.as_of then o.suspended_on end as suspended_on,
        case when o.corrected_on <= s.as_of then o.corrected_on end as corrected_on,
        least(coalesce(o.answered_on, cast('9998-12-31' as date)), cast(s.as_of + interval 1 day as date)) as until_on,
        s.as_of
    from stg_objections as o
    cross join build_settings as s
    where o.raised_on <= s.as_of
),
limited as (
    -- the nearer region's rule holds
    select
        o.objection_id, l.days,
        row_number() over (
            partition by o.objection_id
            order by case a.ancestor_level when 'county' then 1 when 'city' then 2 when 'province' then 3 else 4 end, l.days
        ) as nth
    from raised as o
    join (
        select region_code, ancestor_code, ancestor_level from ref_region_ancestor
        union all
        select distinct region_code, '000000', 'nation' from ref_region_ancestor
    ) as a on a.region_code = o.region_code
    join limits as l on
        l.holds_in = a.ancestor_code
        and o.raised_on >= coalesce(l.valid_from, o.raised_on)
        and o.raised_on <= coalesce(l.valid_to, o.raised_on)
),
touched as (
    -- a measure stood or came due against the listing while the objection was open
    select distinct o.objection_id
    from raised as o
    join stg_measures as m on m.listing_id = o.listing_id
    left join stg_listings as l on l.listing_id = o.listing_id
    where
        coalesce(l.list, '') <> 'red'
        and least(coalesce(m.applied_on, m.due_on), coalesce(m.due_on, m.applied_on)) < o.until_on
        and (m.ended_on is null or m.ended_on > o.raised_on)
),
breaches as (
    -- days on which a measure was in force while nothing was suspended, or was applied in spite of the suspension
    select
        o.objection_id,
        greatest(d.from_on, m.applied_on, o.raised_on) as from_on,
        least(d.until_on, m.until_on, o.until_on) as until_on
    from raised as o
    join fct_dispute_span as d on d.listing_id = o.listing_id and d.from_on < o.until_on and d.until_on > o.raised_on
    join fct_standing_measure as m on m.listing_id = o.listing_id
    where not d.is_suspended or m.applied_on > d.halted_on
),
gone_before as (
    select
        *,
        max(until_on) over (
            partition by objection_id order by from_on, until_on rows between unbounded preceding and 1 preceding
        ) as so_far
    from breaches
    where from_on < until_on
),
in_breach as (
    -- two measures on one day are one day
    select objection_id, sum(until_on - greatest(from_on, coalesce(so_far, from_on))) as n_days
    from (select * from gone_before where so_far is null or until_on > so_far) as b
    group by objection_id
)
select
    o.objection_id, o.listing_id, o.department_code, o.region_code, o.raised_on, o.answered_on, o.upheld, o.corrected_on, o.as_of,
    4 * year(o.raised_on) + quarter(o.raised_on) - 1 as raised_quarter,
    wa.workday_number - wr.workday_number as days,
    wc.workday_number - wa.workday_number as days_to_correct,
    l.days as limit_days,
    wn.workday_number - wr.workday_number as days_so_far,
    t.objection_id is not null as has_measures,
    t.objection_id is not null and o.suspended_on < o.until_on as is_suspended,
    b.objection_id is not null as is_in_breach,
    coalesce(b.n_days, 0) as days_in_breach,
    o.corrected_on <= g.act_by as is_corrected_in_time,
    o.listing_id is not null and n.listing_id is null as is_unknown_listing
from raised as o
left join limited as l on l.objection_id = o.objection_id and l.nth = 1
left join touched as t on t.objection_id = o.objection_id
left join in_breach as b on b.objection_id = o.objection_id
left join stg_listings as n on n.listing_id = o.listing_id
left join dim_grace as g on g.day = o.answered_on
left join ref_workday as wr on wr.day = o.raised_on
left join ref_workday as wa on wa.day = o.answered_on
left join ref_workday as wc on wc.day = o.corrected_on
left join ref_workday as wn on wn.day = o.as_of
