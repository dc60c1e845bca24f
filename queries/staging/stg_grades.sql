-- One row per grade of one entity under one scheme, as last sent.
-- key: entity_id, scheme, valid_from
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select entity_id, scheme, valid_from
    from raw_grades
    group by entity_id, scheme, valid_from
    having count(*) > 1
),
versions as (
    select
        g._position,
        g._row,
        row_number() over (
            partition by g.entity_id, g.scheme, g.valid_from
            order by g._position desc, g._row desc
        ) as nth,
        min(g._department) over (partition by g.entity_id, g.scheme, g.valid_from) as first_sender,
        max(g._department) over (partition by g.entity_id, g.scheme, g.valid_from) as last_sender
    from raw_grades as g
    join repeated as k on
        k.entity_id = g.entity_id
        and k.scheme = g.scheme
        and k.valid_from = g.valid_from
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
),
tiers as (
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
    g._row
from raw_grades as g
left join tiers as t on t.scheme = g.scheme and t.grade = g.grade
where not exists (
    select 1 from set_aside as s where s._position = g._position and s._row = g._row
)
