-- One row per rule the card names (or edition of it) that holds in the chosen region; latest first.
select
    r.rule, r.valid_from, r.valid_to, r.name_zh, r.name_en, r.source, r.clause, r.is_source_verified
from ref_rule as r
where
    list_contains(string_split((select rule from ref_indicator where indicator = $indicator), ','), r.rule)
    and (r.region_code is null or r.region_code in (select ancestor_code from ref_region_ancestor where region_code = $region))
order by r.valid_from desc
