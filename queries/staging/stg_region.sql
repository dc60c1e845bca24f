-- One row per region code ever used: the present region it became, and the jurisdiction that region lies in.
-- key: region_code
with present as (
    -- a county may have been renamed, then merged, then renumbered: three steps are the longest chain on record
    select
        a.region_code,
        coalesce(c.successor_code, b.successor_code, a.successor_code, a.region_code) as present_code
    from ref_region as a
    left join ref_region as b on b.region_code = a.successor_code
    left join ref_region as c on c.region_code = b.successor_code
),
jurisdiction as (
    select
        region_code,
        coalesce(
            max(case when ancestor_level = 'province' then ancestor_code end),
            max(case when ancestor_level = 'city' then ancestor_code end),
            region_code
        ) as jurisdiction_code
    from ref_region_ancestor
    group by region_code
)
select
    p.region_code,
    p.present_code,
    coalesce(j.jurisdiction_code, p.present_code) as jurisdiction_code
from present as p
left join jurisdiction as j on j.region_code = p.present_code
