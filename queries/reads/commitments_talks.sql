-- One row per quarter and kind of talk in the region and all below it, of the chosen department or all.
-- key: quarter, kind
select
    i.quarter, i.kind,
    sum(i.n_held)::bigint as n_held, sum(i.n_due)::bigint as n_due, sum(i.n_in_time)::bigint as n_in_time,
    sum(i.n_late_done)::bigint as n_late_done, sum(i.n_late_open)::bigint as n_late_open,
    sum(i.n_rectified)::bigint as n_rectified, sum(i.n_open_inside)::bigint as n_open_inside,
    sum(i.n_done_inside)::bigint as n_done_inside, sum(i.n_without_limit)::bigint as n_without_limit,
    sum(i.n_recorded)::bigint as n_recorded, sum(i.n_listed)::bigint as n_listed, sum(i.n_by_lister)::bigint as n_by_lister,
    sum(i.n_unknown_listing)::bigint as n_unknown_listing
from agg_interview as i
inner join ref_region_ancestor as p on p.region_code = i.region_code and p.ancestor_code = $region
where $department = '*' or i.department_code = $department
group by i.quarter, i.kind
order by i.quarter, i.kind
