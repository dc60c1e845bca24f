-- One row per quarter of decision, matter ('unlisted': one no plan names), region and department.
-- key: quarter, matter, region_code, department_code
with seen as (
    select
        c.department_code, c.region_code, c.decided_on, c.report_used,
        coalesce(m.matter, 'unlisted') as matter,
        -- looked up after the as-of date is not looked up then, and nothing was found
        case when c.checked_on <= s.as_of then c.checked_on end as checked_on,
        case when c.checked_on <= s.as_of and not coalesce(m.is_of_persons, false) then c.hit end as hit,
        c.restricted
    from stg_credit_checks as c
    left join ref_matter as m on m.matter = c.matter
    cross join build_settings as s
    where c.decided_on <= s.as_of
)
select
    cast(year(decided_on) as varchar) || 'Q' || cast(quarter(decided_on) as varchar) as quarter,
    matter,
    region_code,
    department_code,
    count(*) as n_matters,
    -- the feed knows days only: a check on the day of the decision is taken to have come before it
    count(*) filter (where checked_on <= decided_on) as n_checked_before,
    count(*) filter (where checked_on = decided_on) as n_checked_same_day,
    count(*) filter (where checked_on > decided_on) as n_checked_after,
    count(*) filter (where checked_on is null) as n_unchecked,
    count(hit) as n_result,
    count(*) filter (where hit) as n_hit,
    count(*) filter (where hit and restricted) as n_restricted,
    count(*) filter (where hit and restricted is null) as n_restriction_unstated,
    count(*) filter (where report_used) as n_report_used,
    count(report_used) as n_report_stated
from seen
group by matter, year(decided_on), quarter(decided_on), region_code, department_code
