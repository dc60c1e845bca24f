-- One row per returned figure that stands apart from the figure counted from records.
-- key: indicator, quarter, region_code, department_code
select
    d.quarter, d.indicator, i.name_zh, i.name_en, i.unit, d.department_code, d.region_code, r.name_zh as region_zh,
    r.name_en as region_en, d.returned_numerator, d.returned_denominator, d.returned_value, d.counted_numerator,
    d.counted_denominator, d.counted_value, d.difference
from agg_return_difference as d
inner join ref_indicator as i on i.indicator = d.indicator
left join ref_region as r on r.region_code = d.region_code
where d.is_apart
order by d.quarter desc, abs(d.difference) desc, d.indicator, d.department_code, d.region_code
