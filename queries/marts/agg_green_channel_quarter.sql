-- One row per quarter of signing, region and department: matters taken on a commitment of a trustworthy entity (graded best in the
-- public credit evaluation, or on the red list, the day before), and those of them handled at once or with papers to follow.
-- key: quarter, region_code, department_code
with taken as (
    select c.commitment_id, c.entity_id, c.region_code, c.department_code, c.signed_on, c.handling
    from stg_commitments as c
    cross join dim_cutoff_commitments as s
    where c.handling is not null and c.signed_on <= s.signed_by
),
graded as (
    -- a grade holds until its own end or the next one, whichever comes first
    select
        entity_id, tier, valid_from,
        least(
            coalesce(valid_to, cast('9999-12-30' as date)),
            coalesce(
                cast(lead(valid_from) over (partition by entity_id order by valid_from) - interval 1 day as date),
                cast('9999-12-30' as date)
            )
        ) as last_on
    from stg_grades
    where scheme = 'public_evaluation' and tier is not null
),
trusted as (
    select t.commitment_id
    from taken as t
    join graded as g on g.entity_id = t.entity_id and g.valid_from < t.signed_on and t.signed_on <= g.last_on + interval 1 day
    where g.tier = 'A'
    union
    select t.commitment_id
    from taken as t
    join stg_listings as l on l.entity_id = t.entity_id and l.listed_on < t.signed_on
    where l.list = 'red' and (l.exited_on is null or l.exited_on >= t.signed_on)
)
select
    cast(year(t.signed_on) as varchar) || 'Q' || cast(quarter(t.signed_on) as varchar) as quarter,
    t.region_code,
    t.department_code,
    count(*) as n_cases,
    count(*) filter (where t.handling in ('at_once', 'papers_to_follow')) as n_eased
from taken as t
join trusted as g on g.commitment_id = t.commitment_id
group by year(t.signed_on), quarter(t.signed_on), t.region_code, t.department_code
