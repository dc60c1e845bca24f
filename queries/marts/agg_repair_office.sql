-- One row per quarter a repair was applied for in, region and department that handles it: what the cards of credit repair count.
-- key: quarter, region_code, department_code
select
    cast(cast(floor(applied_quarter / 4) as integer) as varchar) || 'Q' || cast(applied_quarter % 4 + 1 as varchar) as quarter,
    region_code, department_code,
    count(*) as n_applied,
    count(accepted_on) as n_accepted,
    count(*) filter (where outcome = 'granted' and decided_on is not null) as n_granted,
    count(*) filter (where outcome = 'granted' and days_to_unpublish >= 0) as n_unpublished,
    cast(sum(case when outcome = 'granted' and days_to_unpublish >= 0 then days_to_unpublish end) as bigint) as sum_days_to_unpublish,
    count(*) filter (where outcome = 'granted' and n_kept_on > 0) as n_still_measured,
    count(audited_on) filter (where outcome = 'granted') as n_granted_audited,
    count(audited_on) filter (where audit_result is not null) as n_audited,
    count(audited_on) filter (where audit_result in ('wrong', 'missed')) as n_faulty
from fct_repair
group by applied_quarter, region_code, department_code
