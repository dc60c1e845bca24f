-- One row per department with commitments, checks or talks in the region in the quarter: the sums its row of the page is made of.
-- key: department_code
with
promised as (
    select
        c.department_code,
        sum(c.n_signed)::bigint as n_signed, sum(c.n_published)::bigint as n_published,
        sum(c.n_with_handling)::bigint as n_with_handling, sum(c.n_at_once)::bigint as n_at_once,
        sum(c.n_papers_complete)::bigint as n_papers_complete, sum(c.n_papers_to_follow)::bigint as n_papers_to_follow,
        sum(c.n_papers_due)::bigint as n_papers_due, sum(c.n_papers_in_time)::bigint as n_papers_in_time,
        sum(c.n_due)::bigint as n_due, sum(c.n_due_checked)::bigint as n_due_checked,
        sum(c.n_due_kept)::bigint as n_due_kept, sum(c.n_found)::bigint as n_found, sum(c.n_kept)::bigint as n_kept,
        sum(c.n_broken)::bigint as n_broken, sum(c.n_handled)::bigint as n_handled, sum(c.n_shared)::bigint as n_shared
    from agg_commitment as c
    inner join ref_region_ancestor as p on p.region_code = c.region_code and p.ancestor_code = $region
    where c.quarter = $quarter
    group by c.department_code
),
looked as (
    select
        c.department_code,
        sum(c.n_matters)::bigint as n_matters, sum(c.n_checked_before)::bigint as n_checked_before,
        sum(c.n_result)::bigint as n_result, sum(c.n_hit)::bigint as n_hit, sum(c.n_restricted)::bigint as n_restricted,
        sum(c.n_report_used)::bigint as n_report_used, sum(c.n_report_stated)::bigint as n_report_stated
    from agg_credit_check as c
    inner join ref_region_ancestor as p on p.region_code = c.region_code and p.ancestor_code = $region
    where c.quarter = $quarter
    group by c.department_code
),
talked as (
    select
        i.department_code,
        sum(i.n_held)::bigint as n_held, sum(i.n_due)::bigint as n_talks_due, sum(i.n_in_time)::bigint as n_in_time,
        sum(i.n_rectified)::bigint as n_rectified, sum(i.n_recorded)::bigint as n_recorded,
        sum(i.n_listed)::bigint as n_listed, sum(i.n_by_lister)::bigint as n_by_lister
    from agg_interview as i
    inner join ref_region_ancestor as p on p.region_code = i.region_code and p.ancestor_code = $region
    where i.quarter = $quarter
    group by i.department_code
)
select *
from promised
full join looked using (department_code)
full join talked using (department_code)
order by department_code
