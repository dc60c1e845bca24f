-- One row per quarter in which something was due, jurisdiction and department: reports due, those that came in time,
-- and whether any came at all (n_departments is one, n_sending one or none: for adding up over departments).
-- key: quarter, region_code, department_code
-- A source whose plans name several jurisdictions owes for none in particular and is left out.
select
    cast(year(due_on) as varchar) || 'Q' || cast(quarter(due_on) as varchar) as quarter,
    region_code, department_code,
    count(*) as n_due,
    count(*) filter (where state = 'on_time') as n_on_time,
    1 as n_departments,
    max(case when received_on is not null then 1 else 0 end) as n_sending
from agg_due
where region_code is not null
group by year(due_on), quarter(due_on), region_code, department_code
