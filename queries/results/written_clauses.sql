-- One row per plan and clause as a pack or a card writes it.
-- key: plan, clause
select plan, clause from ref_task where clause is not null
union select plan, clause from ref_milestone where clause is not null
union select plan, clause from ref_limit where clause is not null
union select plan, clause from ref_scheme where clause is not null
union select plan, clause from ref_measure where clause is not null
union select plan, clause from ref_list where clause is not null
union select plan, clause from ref_target where clause is not null
union select plan, unnest(string_split(more_clauses, '|')) from ref_target where more_clauses is not null
union select plan, clause from ref_indicator_clause where clause is not null
