-- One row per rule by which rows of published bands were refused.
-- key: rule
select c.rule, sum(c.n_rows) as n_rows
from meta_problem_count as c
inner join meta_submission as s on s.submission_id = c.submission_id
where s.feed = 'inspection_plans'
group by c.rule
order by n_rows desc, c.rule
