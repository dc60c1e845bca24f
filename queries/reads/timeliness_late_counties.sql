-- One row per county of the chosen region, leg and act of which more than a given share was late in the chosen quarter.
-- key: leg, act, region_code
select t.leg, t.act, t.region_code, t.n_due, t.n_due - t.n_in_time as n_late
from stat_timeliness as t
join ref_region as r on r.region_code = t.region_code
join ref_region_ancestor as a on a.region_code = t.region_code
where t.plan = $plan and t.quarter = $quarter and t.department_code = $department
    and a.ancestor_code = $region and r.level = 'county'
    and t.n_due - t.n_in_time > $share * t.n_due
order by t.leg, t.act, n_late desc, t.region_code
