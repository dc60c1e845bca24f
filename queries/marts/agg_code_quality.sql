-- One row per feed that names entities, sender and quarter of receipt: records by what stood in their code column.
-- key: feed, department_code, quarter
select
    feed, department_code, quarter,
    cast(sum(n_coded + n_without + n_wrong + n_double) as bigint) as n_records,
    cast(sum(n_coded) as bigint) as n_coded,
    cast(sum(n_without) as bigint) as n_without,
    cast(sum(n_wrong) as bigint) as n_wrong,
    cast(sum(n_double) as bigint) as n_double
from fct_code_sent
group by feed, department_code, quarter
