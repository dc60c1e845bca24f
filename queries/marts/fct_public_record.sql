-- One row per record shown to the public by the as-of date: who showed it until when, and from when on it was shown too long.
-- key: record, record_id
-- by: document_on = decided_on in stg_decisions
-- by: department_code in stg_decisions, dim_removing_office
-- Whatever took it off line first ended it. A rule judges the days it holds on, its months running from the day of the document
-- (listing or decision), also of older records: then too_long_from is no earlier than the rule's first day (is_straddling).
-- Penalties are looked at only where the office reports removals at all: of the others nobody knows what is still shown.
with s as (select as_of from build_settings),
off_line as (
    select p.listing_id, p.decision_id, min(p.unpublished_on) as off_on
    from stg_repairs as p
    cross join s
    where p.unpublished_on <= s.as_of and p.outcome = 'granted'
    group by p.listing_id, p.decision_id
),
corrected as (
    select o.listing_id, o.decision_id, min(o.corrected_on) as off_on
    from stg_objections as o
    cross join s
    where o.corrected_on <= s.as_of and o.upheld
    group by o.listing_id, o.decision_id
),
ended as (
    select listing_id, decision_id, min(off_on) as off_on
    from (select * from off_line union all select * from corrected) as e
    group by listing_id, decision_id
),
shown as (
    select
        'listing' as record, l.listing_id as record_id, l.entity_id, l.department_code, l.region_code, l.listed_on as document_on,
        l.published_on, coalesce(l.grade, '') as written, least(l.exited_on, e.off_on) as off_on,
        l.complied_on
    from stg_listings as l
    left join (select listing_id, min(off_on) as off_on from ended where listing_id is not null group by listing_id) as e
        on e.listing_id = l.listing_id
    where l.list in ('joint_sanction', 'market_ban')
    union all
    select
        'penalty', d.decision_id, d.entity_id, d.department_code, d.region_code, d.decided_on,
        d.published_on, coalesce(d.severity, ''), least(d.unpublished_on, e.off_on),
        d.decided_on  -- whether a fine was paid is not reported: its longest period is taken as absolute
    from stg_decisions as d
    join dim_removing_office as t on t.department_code = d.department_code and t.region_code = d.region_code
    left join (select decision_id, min(off_on) as off_on from ended where decision_id is not null group by decision_id) as e
        on e.decision_id = d.decision_id
    where d.act = 'penalty'
),
public as (
    select
        h.record, h.record_id, h.entity_id, h.department_code, h.region_code, h.document_on, h.written,
        case when h.off_on <= s.as_of then h.off_on else cast(s.as_of + interval 1 day as date) end as until_on,
        h.complied_on <= s.as_of as has_complied
    from shown as h
    cross join s
    where h.published_on <= s.as_of
),
judged as (
    select
        p.*, r.rule, r.valid_from, p.document_on < r.valid_from as is_straddling,
        greatest(cast(p.document_on + r.max_months * interval 1 month + interval 1 day as date), r.valid_from) as too_long_from
    from public as p
    left join dim_repair_period as r on
        r.record = p.record
        and r.written = p.written
        and r.max_months is not null
        and greatest(cast(p.document_on + r.max_months * interval 1 month + interval 1 day as date), r.valid_from) <= r.valid_to
),
ranked as (
    -- day and department are told by the record: named here, those of some of them are made without looking at the others
    select
        *, row_number() over (
            partition by record, record_id, document_on, department_code order by too_long_from, valid_from
        ) as nth
    from judged
)
select
    record, record_id, entity_id, department_code, region_code, document_on, written, until_on, has_complied,
    rule, too_long_from, is_straddling
from ranked
where nth = 1
