-- One row per dated rule, with whether it holds in the chosen region on the day; rules in force first.
-- key: rule, valid_from
with placed as (
    select
        r.rule, r.kind, r.region_code, r.plan, r.acts, r.days, r.valid_from, r.valid_to, r.name_zh, r.name_en, r.source, r.clause,
        r.is_source_verified,
        (r.region_code is null or r.region_code in (select ancestor_code from ref_region_ancestor where region_code = $region)) as is_here,
        coalesce(r.valid_from <= cast($day as date), true) and coalesce(r.valid_to >= cast($day as date), true) as is_now
    from ref_rule as r
)
select * from placed
order by (is_here and is_now) desc, is_here desc, kind, valid_from desc nulls last, rule
