-- One row per task of the plan; clause text left out, it is read one task at a time.
-- key: task
select
    task, position, chapter_zh, chapter_en, title_zh, title_en, clause, lead, is_open_list, has_local_governments,
    is_each_department, deadline_kind, deadline_wording, deadline_strict, deadline_lenient
from ref_task
where plan = $plan
order by position, task
