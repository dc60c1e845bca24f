-- One row per quarter in which something was due, jurisdiction and department: reports due, and those that came in time.
-- key: quarter, region_code, department_code
-- A source whose plans name several jurisdictions owes for none in particular and is left out.
select
    cast(year(due_on) as varchar) || 'Q' || cast(quarter(due_on) as varchar) as quarter,
    region_code, department_code,
    count(*) as n_due,
    count(*) filter (where state = 'on_time') as n_on_time
from agg_due
where region_code is not null
group by year(due_on), quarter(due_on), region_code, department_code
