-- One row per department with a judgement in the chosen region and quarter, and how many of each word.
-- key: department_code
select
    department_code,
    count(*) filter (word = 'lagging') as n_lagging,
    count(*) filter (word = 'lagging' and is_nameable) as n_nameable,
    count(*) filter (word = 'watch') as n_watch,
    count(*) filter (word in ('met', 'on_course')) as n_good
from stat_judgement
where
    plan = $plan and quarter = $quarter and region_code = $region
    and department_code <> '*' and ($department = '*' or department_code = $department)
group by department_code
having n_lagging + n_watch + n_good > 0
order by department_code
