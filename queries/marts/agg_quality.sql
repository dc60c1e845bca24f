-- One row per feed, department and quarter of receipt: what the files held and what became of their rows.
-- key: feed, department_code, quarter
with dated as (
    select m.*, coalesce(m.received_on, s.as_of) as received
    from meta_submission as m
    cross join build_settings as s
)
select
    feed,
    coalesce(department_code, '*') as department_code,
    cast(year(received) as varchar) || 'Q' || cast(quarter(received) as varchar) as quarter,
    count(*) as n_files,
    count(error_rule) as n_files_refused,
    sum(rows) as rows,
    sum(kept) as kept,
    sum(refused) as refused,
    sum(masked) as masked,
    sum(duplicates) as duplicates,
    sum(dropped) as dropped
from dated
group by feed, coalesce(department_code, '*'), year(received), quarter(received)
