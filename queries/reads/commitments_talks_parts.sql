-- One row per region, department ('*': all), quarter and kind of talk.
-- key: region_code, quarter, department_code, kind
select region_code, quarter, department_code, kind, columns('^n_.*')::integer, columns('_(low|high)$')
from stat_interview
where kind <> '*' and n_quarters = 1
order by region_code, quarter, department_code, kind
