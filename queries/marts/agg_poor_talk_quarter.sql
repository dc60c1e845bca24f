-- One row per quarter of the talk, region and department: talks with entities in the lowest place of the public evaluation whose
-- limit to put things right has ended, and those in which it was done.
-- key: quarter, region_code, department_code
select
    cast(year(i.held_on) as varchar) || 'Q' || cast(quarter(i.held_on) as varchar) as quarter,
    i.region_code, i.department_code,
    count(*) as n_due,
    count(*) filter (where i.rectified_on <= s.as_of) as n_rectified
from stg_interviews as i
join dim_evaluation_span as e on e.entity_id = i.entity_id and e.from_on <= i.held_on and e.until_on > i.held_on and e.place = 4
cross join build_settings as s
where i.rectify_by <= s.as_of and i.held_on <= s.as_of
group by year(i.held_on), quarter(i.held_on), i.region_code, i.department_code
