-- One row per region next below the chosen one, or beside it where nothing is below: this quarter's value and judgement.
-- key: region_code
with below as (
    select region_code from ref_region where parent_code = $region and valid_to is null
),
beside as (
    select sibling.region_code
    from ref_region as own
    inner join ref_region as sibling on sibling.parent_code = own.parent_code and sibling.valid_to is null
    where own.region_code = $region and own.valid_to is null and own.parent_code is not null
),
wanted as (
    select region_code from below
    union all
    select region_code from beside where not exists (select 1 from below)
)
select
    r.region_code, r.name_zh, r.name_en, r.region_code = $region as is_own, j.value, j.low, j.high, j.numerator, j.denominator,
    j.target, j.comparator, j.expected, j.gap, j.gap_units, j.word, j.reasons, j.previous_value, coalesce(j.blank, case when j.indicator is null then 'not_returned' end) as blank
from wanted as w
inner join ref_region as r on r.region_code = w.region_code and r.valid_to is null
left join stat_judgement as j
    on j.plan = $plan and j.indicator = $indicator and j.quarter = $quarter and j.department_code = $department
    and j.region_code = w.region_code
order by r.region_code
