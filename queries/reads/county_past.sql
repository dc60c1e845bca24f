-- One row per name or code a region had before, latest first.
-- key: region_code, past_code, past_name_zh, until_on
select region_code, past_code, past_name_zh, past_name_en, past_kind, until_on, change, basis, document, note_zh, note_en
from ref_region_past
order by until_on desc, past_code
