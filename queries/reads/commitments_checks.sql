-- One row per region (with all below it), department ('*': all) and span that ends with a quarter: all matters together.
-- key: region_code, department_code, quarter, n_quarters
select region_code, department_code, quarter, columns('^n_.*')::integer, columns('_(low|high)$')
from stat_credit_check
where matter = '*'
order by region_code, department_code, quarter, n_quarters
