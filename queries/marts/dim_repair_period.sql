-- One row per rule of publication, kind of record and degree as written ('' where none is stated): longest and shortest in months.
-- key: rule, record, written
-- A rule for any degree holds for every word and for none. Rules for fields our data does not tell (key_fields) judge nobody.
with written as (
    select record, written, longest, shortest from ref_severity
    union all
    select distinct record, '', '', '' from ref_repair_period
)
select
    p.rule, p.record, w.written,
    coalesce(p.valid_from, cast('1900-01-01' as date)) as valid_from,
    coalesce(p.valid_to, cast('9998-12-31' as date)) as valid_to,
    case when p.severity in ('any', w.longest) then p.max_months end as max_months,
    case when p.severity in ('any', w.shortest) then p.min_months end as min_months
from ref_repair_period as p
join written as w on w.record = p.record
where p.severity in ('any', w.longest, w.shortest)
