-- One row per quarter, region and department judged there: on how many indicators and how, and the worst of them.
-- key: quarter, region_code, department_code
select
    quarter, region_code, department_code, count(*) as n_indicators, count(*) filter (where word = 'met') as n_met,
    count(*) filter (where word = 'on_course') as n_on_course, count(*) filter (where word = 'watch') as n_watch,
    count(*) filter (where word = 'lagging') as n_lagging,
    count(*) filter (where word = 'not_met') as n_not_met, count(*) filter (where word = 'insufficient') as n_insufficient,
    count(*) filter (where word is null) as n_no_target, count(*) filter (where blank = 'not_returned') as n_not_returned,
    count(*) filter (where is_nameable) as n_nameable,
    min_by(indicator, coalesce(gap, 0)) filter (where word in ('lagging', 'not_met')) as worst
from stat_judgement
where plan = $plan and department_code <> '*' and blank is distinct from 'not_applicable'
group by quarter, region_code, department_code
order by quarter, region_code, n_lagging desc, n_not_met desc, n_watch desc, n_insufficient, department_code
