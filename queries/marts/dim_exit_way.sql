-- One row per cell of listings and wider cell re-offence is counted in: all lists or one, each scope.
-- key: cell, wider
-- wider is a whole number for the wider cell.
select
    c.cell, case when w.one_list then c.list else '*' end as list, s.scope_code as region_code,
    dense_rank() over (order by case when w.one_list then c.list else '*' end, s.scope_code) as wider
from dim_listing_cell as c
join dim_sanction_scope as s on s.region_code = c.region_code
cross join (values (false), (true)) as w (one_list)
