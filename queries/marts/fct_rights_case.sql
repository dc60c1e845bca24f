-- One row per defect, case of it and span of days it stood: what ought not to be, for every record, measure and repair.
-- key: defect, item_id, from_on
-- until_on is the first day after; the day after the as-of date where it still stands. Left out, because it cannot be told: a record
-- past its longest period whose duty has not been done (Order 36: as the department's own rules say), which is counted in agg_rights_risk.
with s as (select as_of from build_settings),
breaches as (
    select
        m.measure_code as part, m.measure_id as item_id, m.entity_id, m.department_code, m.region_code,
        greatest(d.from_on, m.applied_on) as from_on, least(d.until_on, m.until_on) as until_on
    from fct_dispute_span as d
    join fct_standing_measure as m on m.listing_id = d.listing_id
    where not d.is_suspended or m.applied_on > d.halted_on
),
measures as (
    select
        'outside_catalogue' as defect, measure_code as part, measure_id as item_id, entity_id, department_code, region_code,
        catalogue_from as from_on, until_on
    from fct_standing_measure
    where not is_in_catalogue and catalogue_from < until_on
    union all
    select 'without_basis', measure_code, measure_id, entity_id, department_code, region_code, applied_on, until_on
    from fct_standing_measure
    where not has_basis and applied_on < until_on
    union all
    select
        'beyond_limit', measure_code, measure_id, entity_id, department_code, region_code,
        greatest(applied_on, cast(limit_until + interval 1 day as date)), until_on
    from fct_standing_measure
    where until_on > limit_until + interval 1 day
    union all
    select
        'after_exit', measure_code, measure_id, entity_id, department_code, region_code, greatest(applied_on, exited_on), until_on
    from fct_standing_measure
    where
        until_on > greatest(applied_on, exited_on)
        and (applied_on > exited_on or until_on > coalesce(exit_act_by, exited_on) + interval 1 day)
        and exited_on is not null
    union all
    select
        'repaired_measured', measure_code, measure_id, entity_id, department_code, region_code, greatest(applied_on, granted_on), until_on
    from fct_standing_measure
    where
        until_on > greatest(applied_on, granted_on)
        and (applied_on > granted_on or until_on > coalesce(grant_act_by, granted_on) + interval 1 day)
        and granted_on is not null
    union all
    select 'while_disputed', part, item_id, entity_id, department_code, region_code, from_on, until_on
    from breaches
    where from_on < until_on
),
records as (
    select
        'published_too_long' as defect, rule as part, record || ':' || record_id as item_id, entity_id, department_code, region_code,
        too_long_from as from_on, until_on, is_straddling
    from fct_public_record
    where until_on > too_long_from and has_complied
    union all
    select
        'exit_overdue', l.list, l.listing_id, l.entity_id, l.department_code, l.region_code,
        cast(l.expires_on + interval 1 day as date),
        case when l.exited_on <= s.as_of then l.exited_on else cast(s.as_of + interval 1 day as date) end,
        false
    from stg_listings as l
    cross join s
    where l.list <> 'red' and l.expires_on < s.as_of and (l.exited_on is null or l.exited_on > l.expires_on + interval 1 day)
    union all
    select
        'wrongly_listed', '-', listing_id, entity_id, department_code, region_code, found_on,
        coalesce(restored_on, cast(as_of + interval 1 day as date)), false
    from fct_wrong_listing
    where coalesce(restored_on, cast(as_of + interval 1 day as date)) > coalesce(act_by, found_on) + interval 1 day
),
repairs as (
    select
        'repaired_early' as defect, rule as part, repair_id as item_id, entity_id, department_code, region_code,
        decided_on as from_on, cast(decided_on + interval 1 day as date) as until_on, is_straddling
    from fct_repair
    where decided_on < ripe_on
    union all
    select
        'repaired_public', coalesce(record, '-'), repair_id, entity_id, department_code, region_code, decided_on, off_on, false
    from fct_repair
    where outcome = 'granted' and decided_on is not null and off_on > coalesce(act_by, decided_on) + interval 1 day and record is not null
)
select *, false as is_straddling from measures
union all
select * from records
union all
select * from repairs
