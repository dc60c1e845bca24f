-- One row per present region of the plan's jurisdiction: itself, then each city followed by its counties.
-- key: region_code
with inside as (
    select r.region_code, r.name_zh, r.name_en, r.level, r.kind, r.parent_code, p.region_code as root
    from ref_plan as p
    inner join ref_region_ancestor as a on a.ancestor_code = p.region_code
    inner join ref_region as r on r.region_code = a.region_code and r.valid_to is null
    where p.plan = $plan
)
select i.region_code, i.name_zh, i.name_en, i.level, i.kind, i.parent_code, m.name_zh as parent_zh, m.name_en as parent_en
from inside as i
left join ref_region as m on m.region_code = i.parent_code and i.parent_code <> i.root and i.region_code <> i.root
order by
    i.region_code <> i.root,
    case when i.parent_code = i.root or i.region_code = i.root then i.region_code else i.parent_code end,
    i.parent_code <> i.root,
    i.region_code
