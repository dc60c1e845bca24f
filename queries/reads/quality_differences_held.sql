-- One row: returned figures held against counted ones in the four quarters up to the chosen one, and those that stand apart.
-- key: n
select count(*) as n, count(*) filter (where is_apart) as n_apart
from agg_return_difference
where quarter <= $quarter and quarter > $since and ($department = '*' or department_code = $department)
