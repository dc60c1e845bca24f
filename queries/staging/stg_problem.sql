-- One row per file, rule and column: how many rows were refused for it.
-- key: submission_id, rule, column_name
-- compared: yes
select submission_id, rule, column_name, n_rows
from meta_problem_count
