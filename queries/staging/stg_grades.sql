-- One row per grade of one entity under one scheme, as last sent.
-- key: entity_id, scheme, valid_from
with tiers as (
    -- a scheme's grades become tiers where a plan says so; two plans that disagree leave the tier empty
    select scheme, grade, max(tier) as tier
    from ref_scheme
    group by scheme, grade
    having min(tier) = max(tier)
)
select
    g.entity_id,
    g.scheme,
    g.grade,
    coalesce(g.tier, t.tier) as tier,
    g.valid_from,
    g.valid_to,
    g._submission_id,
    g._row,
    hash(g.entity_id, g.scheme, g.valid_from) >> 20 as _key
from raw_grades as g
left join tiers as t on t.scheme = g.scheme and t.grade = g.grade
where not exists (
    select 1 from again_grades as v where v._position = g._position and v._row = g._row and v.is_set_aside
)
