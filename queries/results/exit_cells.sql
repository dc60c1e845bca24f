-- What the wider cells of exit_rows stand for.
-- key: wider
select distinct
    cast(w.wider as integer) as wider, q.quarter, 'reoffend' as asked, w.list, '*' as grade, '*' as measure_code, w.region_code,
    '*' as department_code
from dim_exit_way as w
join dim_sanction_end as q on q.is_latest
