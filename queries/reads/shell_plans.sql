-- One row per plan that can be chosen; overlays lend their targets and are not chosen themselves.
-- key: plan
select
    p.plan, p.title_zh, p.title_en, p.short_zh, p.short_en, p.document_number, p.issuer_zh, p.issuer_en, p.issued_on,
    p.period_from, p.period_to, p.region_code, p.is_demo, p.source
from ref_plan as p
where p.extends is null
order by p.issued_on desc nulls last, p.plan
