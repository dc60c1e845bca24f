-- One row per department and feed whose rows were replaced by a later file or contradicted by another department's.
-- key: department_code, feed
with
changed as (
    select
        o.department_code, r.feed, coalesce(sum(r.n_rows) filter (r.kind = 'replaced'), 0) as n_replaced,
        coalesce(sum(r.n_rows) filter (r.kind = 'conflict'), 0) as n_conflict, count(distinct r.old_submission_id) as n_files
    from meta_revision as r
    inner join meta_submission as o on o.submission_id = r.old_submission_id
    group by o.department_code, r.feed
),
kept as (
    select department_code, feed, sum(kept) as n_kept from meta_submission group by department_code, feed
)
select c.*, c.n_replaced / nullif(k.n_kept, 0) as replaced_share
from changed as c
left join kept as k on k.feed = c.feed and k.department_code is not distinct from c.department_code
order by c.n_conflict desc, c.n_replaced desc, c.department_code, c.feed
