-- One row per family of units and signal: tests made in the quarter, flags to expect by chance, flags found.
-- key: family, signal
select family, signal, n_tests, n_expected, n_flags, n_after_bh
from stat_tests
where plan = $plan and quarter = $quarter
order by case family when 'department' then 0 when 'region' then 1 else 2 end, signal
