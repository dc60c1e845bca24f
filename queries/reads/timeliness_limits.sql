-- One row per leg, act and limit that held on a day of the chosen quarter somewhere in the chosen region.
-- key: leg, act, rule
with held as (
    select
        s.leg, s.act, s.rule, s.days, s.day_kind, s.force, min(s.from_on) as from_on, max(s.until_on) as until_on
    from ref_limit_span as s
    join ref_region_ancestor as a on a.region_code = s.region_code
    where s.plan = $plan and a.ancestor_code = $region
    group by s.leg, s.act, s.rule, s.days, s.day_kind, s.force
    having max(case when s.from_on <= $ends_on and s.until_on > $begins_on then 1 end) = 1
)
select
    h.leg, h.act, h.rule, h.days, h.day_kind, h.force, h.from_on, h.until_on,
    r.name_zh, r.name_en, r.source, coalesce(r.clause, l.clause) as clause, coalesce(r.is_source_verified, true) as is_source_verified,
    r.rule is not null as is_dated, l.quote
from held as h
left join ref_rule as r on r.rule = h.rule
left join ref_limit as l on
    l.plan = $plan
    and ',' || l.acts || ',' like '%,' || h.act || ',%'
    and (h.rule = l.plan || ':' || l.limit_id or (r.plan = l.plan and l.days = h.days))
    and h.leg = case
        when l.from_event = 'signed_on' then 'commitment'
        when l.to_event = 'collated_on' then 'collate'
        when l.to_event = 'reported_on' then 'report'
        else 'publication'
    end
order by h.leg, h.act, h.from_on, h.rule
