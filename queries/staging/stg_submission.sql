-- One row per file sent, with the quarter it counts in: of its receipt, or of the as-of date where no receipt is recorded.
-- key: submission_id
-- compared: yes
select
    m.submission_id,
    m.feed,
    m.department_code,
    m.received_on,
    m.kept,
    cast(year(coalesce(m.received_on, s.as_of)) as varchar) || 'Q'
        || cast(quarter(coalesce(m.received_on, s.as_of)) as varchar) as quarter
from meta_submission as m
cross join build_settings as s
