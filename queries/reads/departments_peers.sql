-- One row per unit of a group of peers with cases for one indicator.
-- key: region_code, department_code
select
    region_code, department_code, numerator, denominator, judged_x, judged_n, n_pooled, value, word, code, is_nameable, signals, target, comparator,
    peer_low, peer_high, peer_low998, peer_high998, peer_z, peer_p, peer_q, quarter
from stat_judgement
where plan = $plan and quarter = $quarter and indicator = $indicator and peer_group = $group and judged_n > 0 and blank is null
order by judged_n, region_code, department_code
