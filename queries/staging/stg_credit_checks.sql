-- One row per matter that had to be checked, as last sent.
-- key: check_id
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select check_id from raw_credit_checks group by check_id having count(*) > 1
),
versions as (
    select
        c._position,
        c._row,
        row_number() over (partition by c.check_id order by c._position desc, c._row desc) as nth,
        min(coalesce(c.department_code, c._department)) over (partition by c.check_id) as first_sender,
        max(coalesce(c.department_code, c._department)) over (partition by c.check_id) as last_sender
    from raw_credit_checks as c
    join repeated as k on k.check_id = c.check_id
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
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
    c._row
from raw_credit_checks as c
left join stg_region as r on r.region_code = c.region_code
where not exists (
    select 1 from set_aside as s where s._position = c._position and s._row = c._row
)
