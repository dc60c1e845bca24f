-- One row per region (with all below it), department ('*': all) and span that ends with a quarter: all kinds of commitment together.
-- key: region_code, department_code, quarter, n_quarters
select region_code, department_code, quarter, columns('^n_.*')::integer, columns('_(low|high)$')
from stat_commitment
where kind = '*'
order by region_code, department_code, quarter, n_quarters
