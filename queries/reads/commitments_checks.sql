-- One row per quarter and matter in the region and all below it, of the chosen department or all.
-- key: quarter, matter
with counted as (
    select
        c.quarter, c.matter,
        sum(c.n_matters)::bigint as n_matters, sum(c.n_checked_before)::bigint as n_checked_before,
        sum(c.n_checked_same_day)::bigint as n_checked_same_day, sum(c.n_checked_after)::bigint as n_checked_after,
        sum(c.n_unchecked)::bigint as n_unchecked, sum(c.n_result)::bigint as n_result, sum(c.n_hit)::bigint as n_hit,
        sum(c.n_restricted)::bigint as n_restricted, sum(c.n_restriction_unstated)::bigint as n_restriction_unstated,
        sum(c.n_report_used)::bigint as n_report_used, sum(c.n_report_stated)::bigint as n_report_stated
    from agg_credit_check as c
    inner join ref_region_ancestor as p on p.region_code = c.region_code and p.ancestor_code = $region
    where $department = '*' or c.department_code = $department
    group by c.quarter, c.matter
)
select c.*, m.name_zh, m.name_en, m.is_of_persons, m.named_in_zh, m.named_in_en
from counted as c
left join ref_matter as m on m.matter = c.matter
order by c.quarter, c.matter
