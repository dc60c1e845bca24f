-- One row per region (with all below it), department ('*': all), quarter and defect.
-- key: region_code, department_code, quarter, defect
select
    region_code, department_code, quarter, defect, n, n_of, n_new, n_standing, n_entities, days_median, days_most, n_straddling, n_left_out,
    low, high
from stat_rights_defect
where part = '*'
order by region_code, quarter, department_code, defect
