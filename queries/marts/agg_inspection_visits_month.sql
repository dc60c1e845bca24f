-- One row per month, tier, way of selection and mode of visit, region and department of the visit.
-- key: month, tier, selection, mode, region_code, department_code
select
    strftime(inspected_on, '%Y-%m') as month,
    coalesce(tier, 'none') as tier,
    selection,
    coalesce(mode, 'not_stated') as mode,
    region_code,
    department_code,
    min(year) as year,
    min(number) as number,
    count(*) as n_visits,
    count(*) filter (where result <> 'clean') as n_with_findings,
    count(mode) as n_with_mode,
    count(*) filter (where mode = 'remote') as n_remote,
    count(*) filter (where is_joint) as n_joint,
    count(*) filter (where day_kind = 'non_workday') as n_non_workday,
    count(*) filter (where day_kind = 'unofficial') as n_unofficial_year,
    count(*) filter (where standing = 'unknown') as n_unknown_entity,
    count(*) filter (where standing = 'deregistered') as n_deregistered,
    count(*) filter (where standing = 'before_registration') as n_before_registration
from fct_inspection
group by
    strftime(inspected_on, '%Y-%m'), coalesce(tier, 'none'), selection, coalesce(mode, 'not_stated'), region_code, department_code
