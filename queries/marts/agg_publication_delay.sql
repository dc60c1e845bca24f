-- One row per act, quarter of decision, region, department and delay in working days (empty: past its limit, still not online).
-- key: act, quarter, region_code, department_code, delay_days
select
    act,
    cast(year(decided_on) as varchar) || 'Q' || cast(quarter(decided_on) as varchar) as quarter,
    region_code,
    department_code,
    cast(delay_days as integer) as delay_days,
    count(*) as n_acts
from fct_publication
where delay_days is not null or (is_due and published_on is null)
group by act, year(decided_on), quarter(decided_on), region_code, department_code, delay_days
