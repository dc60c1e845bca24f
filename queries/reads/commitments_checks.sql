-- One row per department ('*': all), span that ends with a quarter and matter ('*': all), in the region and all below it.
-- key: department_code, quarter, n_quarters, matter
select c.* exclude (region_code), m.name_zh, m.name_en, m.is_of_persons, m.named_in_zh, m.named_in_en
from stat_credit_check as c
left join ref_matter as m on m.matter = c.matter
where c.region_code = $region
order by c.department_code, c.quarter, c.matter
