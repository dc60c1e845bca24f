-- One row per matter that had to be checked, as last sent.
-- key: check_id
select
    c.check_id,
    c.matter,
    coalesce(c.department_code, c._department) as department_code,
    coalesce(r.present_code, c.region_code) as region_code,
    c.decided_on,
    c.checked_on,
    c.hit,
    c.restricted,
    c.report_used,
    c._submission_id,
    c._row,
    hash(c.check_id) >> 20 as _key
from raw_credit_checks as c
left join stg_region as r on r.region_code = c.region_code
where not exists (
    select 1 from again_credit_checks as v where v._position = c._position and v._row = c._row and v.is_set_aside
)
