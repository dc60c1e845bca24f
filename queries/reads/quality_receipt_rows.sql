-- One row per refused row of one file as far as the receipt lists them (row number as in the file; no values).
-- key: row_number, column_name, rule
select row_number, column_name, rule, message_zh, message_en
from meta_problem
where submission_id = $submission
order by row_number, column_name, rule
