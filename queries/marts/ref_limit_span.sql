-- One row per plan ('*': none in particular), leg, act, region in use and span of days: within how many days the second
-- event must follow the first.
-- key: plan, leg, act, region_code, from_on
-- For a plan hold the national rules and its own, for '*' every rule there is; the nearer region wins over the wider one.
with ruled as (
    select
        rule, plan, region_code, unnest(string_split(replace(acts, ' ', ''), ',')) as act, days, 'working' as day_kind,
        coalesce(force, 'binding') as force,
        case kind
            when 'publication_limit' then 'publication'
            when 'report_limit' then 'report'
            when 'collate_limit' then 'collate'
            when 'commitment_limit' then 'commitment'
        end as leg,
        coalesce(valid_from, cast('1900-01-01' as date)) as from_on,
        coalesce(valid_to, cast('9998-12-31' as date)) as to_on
    from ref_rule
    where kind in ('publication_limit', 'report_limit', 'collate_limit', 'commitment_limit')
),
packed as (
    select
        l.plan || ':' || l.limit_id as rule, l.plan, p.region_code,
        unnest(string_split(replace(l.acts, ' ', ''), ',')) as act, l.days, l.day_kind, coalesce(l.force, 'binding') as force,
        case l.from_event || ' ' || l.to_event
            when 'decided_on published_on' then 'publication'
            when 'decided_on reported_on' then 'report'
            when 'reported_on collated_on' then 'collate'
            when 'signed_on published_on' then 'commitment'
        end as leg,
        coalesce(p.period_from, p.issued_on, cast('1900-01-01' as date)) as from_on,
        coalesce(p.period_to, cast('9998-12-31' as date)) as to_on
    from ref_limit as l
    join ref_plan as p on p.plan = l.plan
),
limits as (
    select rule, plan, region_code, leg, act, days, day_kind, force, from_on, to_on from ruled
    union all
    -- an adopter's pack may set a limit the dated rules do not know: it holds in the plan's jurisdiction, for its period
    select p.rule, p.plan, p.region_code, p.leg, p.act, p.days, p.day_kind, p.force, p.from_on, p.to_on
    from packed as p
    where p.leg is not null
        and not exists (select 1 from ruled as r where r.plan = p.plan and r.leg = p.leg and r.act = p.act)
),
used as (
    select region_code from stg_decisions
    union
    select region_code from stg_commitments
),
places as (
    select
        u.region_code, a.ancestor_code,
        case a.ancestor_level when 'province' then 1 when 'city' then 2 else 3 end as nearness
    from used as u
    join ref_region_ancestor as a on a.region_code = u.region_code
    union all
    -- the nation, for a code our tables do not know as well
    select region_code, '000000', 0 from used
),
scopes as (
    select p.plan, u.region_code
    from ref_plan as p
    join ref_region_ancestor as a on a.ancestor_code = p.region_code
    join used as u on u.region_code = a.region_code
    where p.extends is null
    union all
    select '*', region_code from used
),
holding as (
    select
        s.plan, l.leg, l.act, s.region_code, l.rule, l.days, l.day_kind, l.force, l.from_on, l.to_on, p.nearness
    from scopes as s
    join places as p on p.region_code = s.region_code
    join limits as l on
        coalesce(l.region_code, '000000') = p.ancestor_code
        and (s.plan = '*' or l.plan is null or l.plan = s.plan)
),
turns as (
    select plan, leg, act, region_code, from_on from holding
    union
    select plan, leg, act, region_code, cast(to_on + interval 1 day as date) from holding
),
spans as (
    select
        plan, leg, act, region_code, from_on,
        lead(from_on) over (partition by plan, leg, act, region_code order by from_on) as until_on
    from turns
),
ranked as (
    -- the nearest rule wins over the wider one, among equals the younger one
    select
        s.plan, s.leg, s.act, s.region_code, s.from_on, s.until_on, h.rule, h.days, h.day_kind, h.force,
        row_number() over (
            partition by s.plan, s.leg, s.act, s.region_code, s.from_on
            order by h.nearness desc, h.from_on desc, h.days, h.rule
        ) as nth
    from spans as s
    join holding as h on
        h.plan = s.plan
        and h.leg = s.leg
        and h.act = s.act
        and h.region_code = s.region_code
        and h.from_on <= s.from_on
        and h.to_on >= s.from_on
)
select plan, leg, act, region_code, from_on, until_on, rule, days, day_kind, force
from ranked
where nth = 1
