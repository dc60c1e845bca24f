-- One row per quarter, family and signal: tests made over the whole jurisdiction, flags to expect by chance, flags found.
-- key: quarter, family, signal
select quarter, family, signal, n_tests, n_expected, n_flags, n_after_bh
from stat_tests
where plan = $plan
order by quarter, case family when 'department' then 0 when 'region' then 1 else 2 end, signal
