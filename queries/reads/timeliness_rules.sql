-- One row per dated rule on a time limit: name, source, clause.
-- key: rule
select rule, plan, name_zh, name_en, source, clause, is_source_verified
from ref_rule
where kind like '%_limit'
