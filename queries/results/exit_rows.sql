-- One row per cell of all lists or one, jurisdiction and exit: how many days it was watched (input of the mean cumulative counts).
select
    q.quarter, 'reoffend' as asked, case when w.one_list then e.list else '*' end as list, '*' as grade, '*' as measure_code,
    s.scope_code as region_code, '*' as department_code, e.listing_id as exit_id,
    cast(least(q.ends_on, e.watched_until) - e.exited_on as integer) as until
from fct_exit as e
join dim_sanction_end as q on q.ends_on >= e.exited_on and q.is_latest
join dim_sanction_scope as s on s.region_code = e.region_code
cross join (values (false), (true)) as w (one_list)
