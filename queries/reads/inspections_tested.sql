-- One row per office (department in a region of any level) of the quarter whose random visits were enough to be tested.
-- key: region_code, department_code
select
    region_code, department_code, state, q_trend, p_trend, slope, z, ratio, ratio_low, ratio_high, tier_from, tier_to,
    case tier_from when 'A' then a_x when 'B' then b_x when 'C' then c_x else d_x end as from_x,
    case tier_from when 'A' then a_n when 'B' then b_n when 'C' then c_n else d_n end as from_n,
    case tier_to when 'A' then a_x when 'B' then b_x when 'C' then c_x else d_x end as to_x,
    case tier_to when 'A' then a_n when 'B' then b_n when 'C' then c_n else d_n end as to_n
from agg_inspection_office
where quarter = $quarter and department_code <> '*' and state in ('rising', 'inverted', 'no_evidence')
order by z, region_code, department_code
