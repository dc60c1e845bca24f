-- One row per plan that can be chosen; overlays lend their targets and are not chosen themselves.
-- key: plan
with
weight as (select plan, count(word) as n_judged from stat_judgement group by plan)
select
    p.plan, p.title_zh, p.title_en, p.short_zh, p.short_en, p.document_number, p.issuer_zh, p.issuer_en, p.issued_on,
    p.period_from, p.period_to, p.region_code, p.is_demo, p.source
from ref_plan as p
left join weight as w on w.plan = p.plan
where p.extends is null
-- A new reader sees the plan still running with most to show.
order by coalesce(p.period_to < (select as_of from meta_build), false), w.n_judged desc nulls last, p.plan
