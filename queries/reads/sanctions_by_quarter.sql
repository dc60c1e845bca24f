-- One row per quarter of listing: the asked measures (comma-joined) taken together, as that quarter stood at its own end.
-- key: quarter
select
    quarter, sum(n_owed)::bigint as n_owed, sum(n_checked)::bigint as n_checked, sum(n_applied)::bigint as n_applied, sum(n_fed_back)::bigint as n_fed_back,
    sum(n_unchecked)::bigint as n_unchecked, sum(n_unapplied)::bigint as n_unapplied, sum(n_not_fed_back)::bigint as n_not_fed_back,
    sum(n_effect_complied)::bigint as n_effect_complied, sum(n_effect_partly)::bigint as n_effect_partly, sum(n_effect_none)::bigint as n_effect_none
from stat_measure
where
    quarter <= $quarter and n_quarters = 4 and region_code = $region and department_code = $department
    and list = $list and grade = $grade and list_contains(string_split($codes, ','), measure_code)
group by quarter
order by quarter
