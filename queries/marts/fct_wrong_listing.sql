-- One row per listing found wrong by the as-of date (an objection upheld, or exit as corrected): when it was put right.
-- key: listing_id
-- Put right: corrected or off the list, and no measure left. The office answers that listed. A red list harms nobody.
with upheld as (
    select o.listing_id, min(o.answered_on) as found_on, min(case when o.corrected_on <= s.as_of then o.corrected_on end) as corrected_on
    from stg_objections as o
    cross join build_settings as s
    where o.upheld and o.answered_on <= s.as_of and o.listing_id is not null
    group by o.listing_id
),
wrong as (
    select
        l.listing_id, l.entity_id, l.department_code, l.region_code, s.as_of,
        least(u.found_on, case when l.exit_reason = 'corrected' and l.exited_on <= s.as_of then l.exited_on end) as found_on,
        u.corrected_on,
        case when l.exited_on <= s.as_of then l.exited_on end as exited_on
    from stg_listings as l
    cross join build_settings as s
    left join upheld as u on u.listing_id = l.listing_id
    where
        l.list <> 'red'
        and (u.listing_id is not null or (l.exit_reason = 'corrected' and l.exited_on <= s.as_of))
),
measured as (
    select
        m.listing_id, count(*) as n_measures, count(*) filter (where not coalesce(m.is_ended, false)) as n_standing, max(m.until_on) as last_until
    from fct_standing_measure as m
    join wrong as w on w.listing_id = m.listing_id
    group by m.listing_id
)
select
    w.listing_id, w.entity_id, w.department_code, w.region_code, w.as_of, w.found_on, w.corrected_on, w.exited_on,
    4 * year(w.found_on) + quarter(w.found_on) - 1 as found_quarter,
    coalesce(m.n_measures, 0) as n_measures,
    coalesce(m.n_standing, 0) as n_standing,
    g.act_by,
    case
        when least(w.corrected_on, w.exited_on) is not null and coalesce(m.n_standing, 0) = 0
        then greatest(w.found_on, least(w.corrected_on, w.exited_on), coalesce(m.last_until, w.found_on))
    end as restored_on
from wrong as w
left join measured as m on m.listing_id = w.listing_id
left join dim_grace as g on g.day = w.found_on
