-- One row per quarter and department that returned one of the two rates of codes itself, for the chosen plan.
-- key: quarter, department_code
select
    quarter, department_code, max(value) filter (indicator = 'M08-1') as covered, max(value) filter (indicator = 'M08-2') as faulty
from stat_judgement
where plan = $plan and family = 'department' and indicator in ('M08-1', 'M08-2') and origin = 'return'
group by quarter, department_code
