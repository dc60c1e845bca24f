-- One row per quarter, indicator of the plan, department and family of units: how many owed a figure, how many gave none, and why.
-- key: quarter, indicator, department_code, family
select
    quarter, indicator, department_code, family, n_units, n_blank, n_not_returned, n_refused, n_suppressed, n_not_applicable
from agg_blank
where plan = $plan
order by quarter
