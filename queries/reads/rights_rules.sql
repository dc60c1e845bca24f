-- One row per dated rule this page rests on.
-- key: rule
select rule, kind, region_code, days, valid_from, valid_to, name_zh, name_en, source, is_source_verified
from ref_rule
where kind in ('catalogue', 'repair_period', 'objection_limit') or rule = 'rights_grace_days'
order by kind, valid_from, rule
