-- One row per file, rule and column that refused rows of it: how many, where the first stand, and the plain sentence of one.
-- key: submission_id, rule, column_name
with
told as (
    select
        submission_id, rule, column_name, min_by(message_zh, row_number) as message_zh, min_by(message_en, row_number) as message_en,
        list(row_number order by row_number)[1:5] as first_rows
    from meta_problem
    group by submission_id, rule, column_name
)
select c.submission_id, c.rule, c.column_name, c.n_rows, t.message_zh, t.message_en, t.first_rows
from meta_problem_count as c
left join told as t
    on t.submission_id = c.submission_id and t.rule = c.rule and t.column_name is not distinct from c.column_name
order by c.submission_id, c.n_rows desc, c.rule
