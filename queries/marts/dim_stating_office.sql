-- One row per leg, region and department that states the day which ends it, of acts for which the leg is asked.
-- key: leg, region_code, department_code
-- by: department_code
-- An office that never states the day says nothing about it: that is no lateness.
select distinct l.leg, d.region_code, d.department_code
from stg_decisions as d
join (select distinct leg, act, region_code from ref_limit_span where plan = '*' and leg in ('report', 'collate')) as l
    on l.act = d.act and l.region_code = d.region_code
where d.reported_on is not null and (l.leg = 'report' or d.collated_on is not null)
