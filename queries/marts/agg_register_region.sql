-- One row per region as registered: entities on the register at the as-of date, by what sort they are, and by tier.
-- key: region_code
select
    e.region_code,
    count(*) as n_entities,
    count(*) filter (where e.subject_class = 'individual_business') as n_individual,
    count(*) filter (where e.sector = 'food_drug') as n_food_drug,
    count(*) filter (where e.sector = 'construction') as n_construction,
    count(*) filter (where e.sector = 'finance') as n_finance,
    count(t.tier) as n_graded,
    count(*) filter (where t.tier = 'A') as n_a,
    count(*) filter (where t.tier = 'B') as n_b,
    count(*) filter (where t.tier = 'C') as n_c,
    count(*) filter (where t.tier = 'D') as n_d
from stg_entities as e
cross join build_settings as s
left join dim_tier_span as t on t.entity_id = e.entity_id and t.from_on <= s.as_of and t.until_on > s.as_of
where e.registered_on <= s.as_of and coalesce(e.deregistered_on, cast('9999-12-31' as date)) > s.as_of
group by e.region_code
