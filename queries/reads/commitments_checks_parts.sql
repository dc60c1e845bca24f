-- One row per region, department ('*': all), quarter and matter, named as far as any plan names it.
-- key: region_code, quarter, department_code, matter
select
    c.region_code, c.quarter, c.department_code, c.matter, columns('^n_.*')::integer, columns('_(low|high)$'), m.name_zh, m.name_en,
    m.is_of_persons, m.named_in_zh, m.named_in_en
from stat_credit_check as c
left join ref_matter as m on m.matter = c.matter
where c.matter <> '*' and c.n_quarters = 1
order by c.region_code, c.quarter, c.department_code, c.matter
