-- One row per region of a jurisdiction and level: what it is like, the ground on which comparable regions are chosen.
-- key: root_code, region_code
with
roots as (select distinct region_code as root_code from ref_plan where extends is null),
place as (
    select t.root_code, r.level, r.kind, r.region_code
    from roots as t
    join ref_region_ancestor as a on a.ancestor_code = t.root_code
    join ref_region as r on r.region_code = a.region_code
    -- a jurisdiction is not one of its own parts, unless it has none
    where a.region_code <> t.root_code
        or not exists (select 1 from ref_region_ancestor as b where b.ancestor_code = t.root_code and b.region_code <> t.root_code)
),
acted as (
    select region_code, sum(n_acts) as n_acts from agg_act_day group by region_code
),
added as (
    select
        p.root_code, p.region_code,
        sum(g.n_entities) as n_entities, sum(g.n_individual) as n_individual, sum(g.n_food_drug) as n_food_drug,
        sum(g.n_construction) as n_construction, sum(g.n_finance) as n_finance, sum(g.n_graded) as n_graded,
        sum(g.n_a) as n_a, sum(g.n_b) as n_b, sum(g.n_c) as n_c, sum(g.n_d) as n_d, sum(c.n_acts) as n_acts
    from place as p
    join ref_region_ancestor as a on a.ancestor_code = p.region_code
    left join agg_register_region as g on g.region_code = a.region_code
    left join acted as c on c.region_code = a.region_code
    group by p.root_code, p.region_code
),
-- A jurisdiction that sends a register has regions with nobody on it; one that sends none has no figure.
sent as (
    select root_code, count(n_entities) > 0 as has_register, count(n_acts) > 0 as has_acts from added group by root_code
)
select
    p.root_code, p.level, p.kind, p.region_code, s.as_of,
    cast(case when t.has_register then coalesce(d.n_entities, 0) end as bigint) as n_entities,
    d.n_individual / nullif(d.n_entities, 0) as share_individual,
    d.n_food_drug / nullif(d.n_entities, 0) as share_food_drug,
    d.n_construction / nullif(d.n_entities, 0) as share_construction,
    d.n_finance / nullif(d.n_entities, 0) as share_finance,
    cast(case when t.has_register then coalesce(d.n_graded, 0) end as bigint) as n_graded,
    d.n_a / nullif(d.n_graded, 0) as share_tier_a,
    d.n_b / nullif(d.n_graded, 0) as share_tier_b,
    d.n_c / nullif(d.n_graded, 0) as share_tier_c,
    d.n_d / nullif(d.n_graded, 0) as share_tier_d,
    case when t.has_acts then cast(coalesce(d.n_acts, 0) as double) end as n_acts_a_year
from place as p
join added as d on d.root_code = p.root_code and d.region_code = p.region_code
join sent as t on t.root_code = p.root_code
cross join build_settings as s
