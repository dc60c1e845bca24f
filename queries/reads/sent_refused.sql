-- One row per rule and column that refused rows of the feeds of a list (comma-joined): how many, and the plain sentence of one.
-- key: feed, rule, column_name
with told as (
    select s.feed, p.rule, p.column_name, min(p.message_zh) as message_zh, min(p.message_en) as message_en
    from meta_problem as p
    inner join meta_submission as s on s.submission_id = p.submission_id
    where list_contains(string_split($feeds, ','), s.feed)
    group by s.feed, p.rule, p.column_name
)
select s.feed, c.rule, c.column_name, sum(c.n_rows)::bigint as n_rows, count(*) as n_files, any_value(t.message_zh) as message_zh,
    any_value(t.message_en) as message_en
from meta_problem_count as c
inner join meta_submission as s on s.submission_id = c.submission_id
left join told as t on t.feed = s.feed and t.rule = c.rule and t.column_name is not distinct from c.column_name
where list_contains(string_split($feeds, ','), s.feed)
group by s.feed, c.rule, c.column_name
order by n_rows desc, s.feed, c.rule, c.column_name
