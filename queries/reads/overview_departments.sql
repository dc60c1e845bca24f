-- One row per quarter, region and department with a judgement there, and how many of each word.
-- key: quarter, region_code, department_code
select
    quarter, region_code, department_code,
    (count(*) filter (word = 'lagging'))::integer as n_lagging,
    (count(*) filter (word = 'lagging' and is_nameable))::integer as n_nameable,
    (count(*) filter (word = 'watch'))::integer as n_watch,
    (count(*) filter (word in ('met', 'on_course')))::integer as n_good
from stat_judgement
where plan = $plan and department_code <> '*'
group by quarter, region_code, department_code
having n_lagging + n_watch + n_good > 0
order by quarter, region_code, department_code
