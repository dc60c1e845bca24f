-- One row per region inside the chosen one's parent or below it: the asked measures (comma-joined) taken together.
-- key: region_code
select
    region_code, sum(n_owed)::bigint as n_owed, sum(n_checked)::bigint as n_checked, sum(n_applied)::bigint as n_applied, sum(n_fed_back)::bigint as n_fed_back,
    sum(n_unchecked)::bigint as n_unchecked, sum(n_unapplied)::bigint as n_unapplied, sum(n_not_fed_back)::bigint as n_not_fed_back,
    sum(n_effect_complied)::bigint as n_effect_complied, sum(n_effect_partly)::bigint as n_effect_partly, sum(n_effect_none)::bigint as n_effect_none
from stat_measure
where
    quarter = $quarter and n_quarters = $window and department_code = $department and list = $list and grade = $grade
    and list_contains(string_split($codes, ','), measure_code)
    and region_code in (
        select b.region_code
        from ref_region as b
        where b.parent_code = $region or b.parent_code = (select a.parent_code from ref_region as a where a.region_code = $region limit 1)
    )
group by region_code
