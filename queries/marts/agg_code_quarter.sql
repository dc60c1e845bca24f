-- One row per quarter of receipt, jurisdiction, department and kind of record (entity: of the register; record: of every other
-- feed that names entities): records, and those with a valid, a wrong or a double code.
-- key: quarter, region_code, department_code, kind
-- A refused row has no region one could trust, so the count stands at the top of the jurisdiction its file belongs to.
select
    c.quarter, h.region_code, c.department_code, case when c.feed = 'entities' then 'entity' else 'record' end as kind,
    cast(sum(c.n_coded + c.n_without + c.n_wrong + c.n_double) as bigint) as n_records,
    cast(sum(c.n_coded) as bigint) as n_coded,
    cast(sum(c.n_wrong + c.n_double) as bigint) as n_faulty,
    cast(sum(c.n_coded + c.n_wrong + c.n_double) as bigint) as n_with_code
from fct_code_sent as c
join dim_submission_home as h on h.submission_id = c.submission_id
group by c.quarter, h.region_code, c.department_code, case when c.feed = 'entities' then 'entity' else 'record' end
