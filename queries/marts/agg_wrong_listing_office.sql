-- One row per quarter a listing was found wrong in, region and department that listed: what the card of wrongful listings counts.
-- key: quarter, region_code, department_code
select
    cast(cast(floor(found_quarter / 4) as integer) as varchar) || 'Q' || cast(found_quarter % 4 + 1 as varchar) as quarter,
    region_code, department_code,
    count(*) as n_found,
    count(restored_on) as n_restored
from fct_wrong_listing
group by found_quarter, region_code, department_code
