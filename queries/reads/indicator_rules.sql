-- One row per rule a card may name (or edition of it), latest first; region_code: where it holds, null for everywhere.
select
    rule, valid_from, valid_to, name_zh, name_en, source, clause, is_source_verified, region_code
from ref_rule
order by valid_from desc
