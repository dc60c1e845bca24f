-- One row per application for repair made by the as-of date: how it went, when it might have been granted, and what stood on after it.
-- key: repair_id
with applied as (
    select
        p.repair_id, p.listing_id, p.decision_id, p.department_code, p.region_code, p.applied_on, s.as_of,
        case when p.accepted_on <= s.as_of then p.accepted_on end as accepted_on,
        case when p.decided_on <= s.as_of then p.decided_on end as decided_on,
        case when p.decided_on <= s.as_of then p.outcome end as outcome,
        case when p.unpublished_on <= s.as_of then p.unpublished_on end as unpublished_on,
        case when p.audited_on <= s.as_of then p.audited_on end as audited_on,
        case when p.audited_on <= s.as_of then p.audit_result end as audit_result
    from stg_repairs as p
    cross join build_settings as s
    where p.applied_on <= s.as_of
),
penalties as (
    -- a document number may belong to two acts: it is the penalty that is repaired
    select decision_id, min(entity_id) as entity_id, min(decided_on) as decided_on, min(severity) as severity, min(unpublished_on) as off_on
    from fct_repaired_penalty
    group by decision_id
),
about as (
    select
        p.*,
        coalesce(l.entity_id, d.entity_id) as entity_id,
        case when l.listing_id is not null then 'listing' when d.decision_id is not null then 'penalty' end as record,
        coalesce(l.listed_on, d.decided_on) as document_on,
        case when l.listing_id is not null then coalesce(l.grade, '') else coalesce(d.severity, '') end as written,
        case when coalesce(l.exited_on, d.off_on) <= p.as_of then coalesce(l.exited_on, d.off_on) end as record_off_on,
        coalesce(l.published_on, d.decided_on) is null as was_never_public,
        p.listing_id is not null and l.listing_id is null as is_unknown_listing,
        row_number() over (
            partition by coalesce(p.listing_id, p.decision_id), p.outcome order by p.decided_on, p.repair_id
        ) as nth_of_outcome
    from applied as p
    left join stg_listings as l on l.listing_id = p.listing_id
    left join penalties as d on d.decision_id = p.decision_id and p.listing_id is null
),
least_periods as (
    -- the rule of the day it was granted, its months running from the day of the document
    select
        a.repair_id, r.rule,
        cast(a.document_on + r.min_months * interval 1 month as date) as ripe_on,
        a.document_on < r.valid_from as is_straddling,
        row_number() over (partition by a.repair_id order by r.valid_from desc, r.min_months) as nth
    from about as a
    join dim_repair_period as r on
        r.record = a.record
        and r.written = a.written
        and r.min_months is not null
        and a.decided_on >= r.valid_from
        and a.decided_on <= r.valid_to
    where a.outcome = 'granted'
),
measured as (
    select
        a.repair_id,
        count(*) as n_measures,
        count(*) filter (where m.until_on > coalesce(m.grant_act_by, m.granted_on) + interval 1 day) as n_kept_on
    from about as a
    join fct_standing_measure as m on m.listing_id = a.listing_id
    where a.outcome = 'granted' and m.applied_on <= a.decided_on and m.until_on > a.decided_on
    group by a.repair_id
)
select
    a.repair_id, a.listing_id, a.entity_id, a.department_code, a.region_code, a.applied_on, a.accepted_on, a.decided_on, a.outcome,
    a.unpublished_on, a.audited_on, a.audit_result, a.as_of, a.record, a.is_unknown_listing,
    4 * year(a.applied_on) + quarter(a.applied_on) - 1 as applied_quarter,
    wd.workday_number - wa.workday_number as days,
    wu.workday_number - wd.workday_number as days_to_unpublish,
    a.outcome = 'granted' and a.nth_of_outcome > 1 as is_twice,
    r.rule, r.ripe_on, r.is_straddling,
    -- whatever takes the record off line first; the day after the as-of date while nothing has
    coalesce(least(a.unpublished_on, a.record_off_on), cast(a.as_of + interval 1 day as date)) as off_on,
    least(a.unpublished_on, a.record_off_on) is not null as is_off,
    g.act_by,
    coalesce(m.n_measures, 0) as n_measures, coalesce(m.n_kept_on, 0) as n_kept_on
from about as a
left join least_periods as r on r.repair_id = a.repair_id and r.nth = 1
left join measured as m on m.repair_id = a.repair_id
left join dim_grace as g on g.day = a.decided_on
left join ref_workday as wa on wa.day = a.applied_on
left join ref_workday as wd on wd.day = a.decided_on
left join ref_workday as wu on wu.day = a.unpublished_on
