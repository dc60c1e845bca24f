-- One row per department, region and quarter: objections raised while another one to the same listing was open.
-- key: department_code, region_code, quarter
-- looks up: stg_submission
-- The days count once: see fct_dispute.
with before as (
    select
        _submission_id, department_code, region_code, raised_on,
        max(coalesce(answered_on, cast('9998-12-31' as date))) over (
            partition by listing_id order by raised_on, objection_id rows between unbounded preceding and 1 preceding
        ) as open_until
    from stg_objections
    where listing_id is not null
)
select 'objections_overlap' as finding, 'objections' as feed, b.department_code, b.region_code, q.quarter, count(*) as n_rows
from before as b
left join stg_submission as q on q.submission_id = b._submission_id
where b.raised_on < b.open_until
group by b.department_code, b.region_code, q.quarter
