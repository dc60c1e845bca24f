-- One row per region and day of the year up to the as-of date: acts decided.
-- key: region_code, decided_on
-- by: decided_on = decided_on in stg_decisions
select d.region_code, d.decided_on, count(*) as n_acts
from stg_decisions as d
cross join build_settings as s
where d.decided_on <= s.as_of and d.decided_on > cast(s.as_of - interval 1 year as date)
group by d.region_code, d.decided_on
