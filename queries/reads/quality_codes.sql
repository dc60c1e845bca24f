-- One row per feed that names entities, department and quarter of receipt: what stood in the code column.
-- key: feed, department_code, quarter
select feed, department_code, quarter, n_records, n_coded, n_without, n_wrong, n_double
from agg_code_quality
