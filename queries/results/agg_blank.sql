-- One row per plan, quarter, indicator and department: how many units were judged and how many gave no figure, by kind of blank.
-- key: plan, quarter, indicator, department_code, family
select
    plan,
    quarter,
    indicator,
    department_code,
    family,
    count(*) as n_units,
    count(blank) as n_blank,
    count(*) filter (where blank = 'not_returned') as n_not_returned,
    count(*) filter (where blank = 'refused') as n_refused,
    count(*) filter (where blank = 'suppressed') as n_suppressed,
    count(*) filter (where blank = 'not_applicable') as n_not_applicable
from stat_judgement
group by plan, quarter, indicator, department_code, family
