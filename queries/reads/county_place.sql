-- One row per region of the jurisdiction: what it is like.
-- key: region_code
select
    r.region_code, r.name_zh, r.name_en, r.level, r.kind, r.parent_code, r.valid_from, s.as_of, s.n_entities, s.share_individual, s.share_food_drug,
    s.share_construction, s.share_finance, s.n_graded, s.share_tier_a, s.share_tier_b, s.share_tier_c, s.share_tier_d, s.n_acts_a_year
from ref_region as r
left join agg_region_structure as s on s.region_code = r.region_code and s.root_code = $root
where r.valid_to is null
