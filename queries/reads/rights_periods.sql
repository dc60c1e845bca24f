-- One row per dated rule of publication: degree, months, since when, its source, and the kinds of record it is about.
-- key: rule
select
    p.rule, p.severity, p.min_months, p.max_months, p.valid_from, p.valid_to, p.is_source_verified,
    string_agg(p.record, ',' order by p.record) as records, any_value(r.name_zh) as name_zh, any_value(r.name_en) as name_en,
    any_value(r.source) as source
from ref_repair_period as p
inner join ref_rule as r on r.rule = p.rule
group by all
order by p.valid_from, p.max_months, p.rule
