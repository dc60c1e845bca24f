-- One row per department type with an outlook to the end of the year, over the whole jurisdiction.
-- key: department_code
select o.* exclude (indicator, region_code, family), d.name_zh, d.name_en
from stat_outlook as o
inner join ref_department as d on d.department_code = o.department_code
where o.indicator = $indicator and o.horizon_quarter = $horizon and o.family = 'department' and o.region_code = $region
order by o.department_code
