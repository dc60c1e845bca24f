-- One row per region of a level: what it is like.
-- key: region_code
select
    a.region_code, a.as_of, a.n_entities, a.share_individual, a.share_food_drug, a.share_construction, a.share_finance, a.n_graded, a.share_tier_a,
    a.share_tier_b, a.share_tier_c, a.share_tier_d, a.n_acts_a_year
from agg_region_structure as a
inner join ref_plan as p on p.region_code = a.root_code
where p.plan = $plan and a.level = $level
order by a.region_code
