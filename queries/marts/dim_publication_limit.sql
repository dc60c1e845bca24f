-- One row per act, region and span of days: the rule that says within how many working days an act goes online.
-- key: act, region_code, from_on
with rules as (
    select
        rule, region_code, ',' || replace(acts, ' ', '') || ',' as acts, days,
        coalesce(valid_from, cast('1900-01-01' as date)) as from_on,
        coalesce(valid_to, cast('9998-12-31' as date)) as to_on
    from ref_rule
    where kind = 'publication_limit'
),
acts as (select distinct act from stg_decisions),
places as (
    select region_code, ancestor_code, ancestor_level from ref_region_ancestor
    union all
    -- a national rule, and one for a code our tables do not know
    select distinct region_code, '000000', 'nation' from stg_decisions
),
holding as (
    select
        a.act, p.region_code, r.rule, r.days, r.from_on, r.to_on,
        case p.ancestor_level when 'nation' then 0 when 'province' then 1 when 'city' then 2 else 3 end as nearness
    from rules as r
    join acts as a on r.acts like '%,' || a.act || ',%'
    join places as p on p.ancestor_code = coalesce(r.region_code, '000000')
),
turns as (
    select act, region_code, from_on from holding
    union
    select act, region_code, cast(to_on + interval 1 day as date) from holding
),
spans as (
    select
        act, region_code, from_on,
        lead(from_on) over (partition by act, region_code order by from_on) as until_on
    from turns
),
ranked as (
    -- the nearest rule wins over the wider one, among equals the younger one
    select
        s.act, s.region_code, s.from_on, s.until_on, h.rule, h.days,
        row_number() over (
            partition by s.act, s.region_code, s.from_on
            order by h.nearness desc, h.from_on desc, h.days, h.rule
        ) as nth
    from spans as s
    join holding as h on
        h.act = s.act
        and h.region_code = s.region_code
        and h.from_on <= s.from_on
        and h.to_on >= s.from_on
)
select act, region_code, from_on, until_on, rule, days
from ranked
where nth = 1
