-- One row per region, department ('*': all), quarter and kind of commitment.
-- key: region_code, quarter, department_code, kind
select region_code, quarter, department_code, kind, columns('^n_.*')::integer, columns('_(low|high)$')
from stat_commitment
where kind <> '*' and n_quarters = 1
order by region_code, quarter, department_code, kind
