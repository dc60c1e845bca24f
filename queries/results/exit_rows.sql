-- One row per wider cell of dim_exit_way and exit: how many days it was watched (input of the mean cumulative counts).
select cast(w.wider as integer) as wider, e.nth as exit_id, cast(least(q.ends_on, e.watched_until) - e.exited_on as integer) as until
from fct_exit as e
join dim_sanction_end as q on q.ends_on >= e.exited_on and q.is_latest
join dim_exit_way as w on w.cell = e.cell
