-- One row per name or code the chosen region had before, latest first.
-- key: past_code, past_name_zh, until_on
select past_code, past_name_zh, past_name_en, past_kind, until_on, change, basis, document, note_zh, note_en
from ref_region_past
where region_code = $region
order by until_on desc, past_code
