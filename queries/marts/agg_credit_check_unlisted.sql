-- One row per jurisdiction and matter no plan names, as departments write it, the hundred most frequent.
-- key: region_code, matter
-- A text written once or twice could hold anything, a person's name too: only what returns is shown.
with written as (
    select
        coalesce(r.jurisdiction_code, c.region_code) as region_code, c.matter,
        count(*) as n_matters, count(distinct c.department_code) as n_departments
    from stg_credit_checks as c
    left join stg_region as r on r.region_code = c.region_code
    left join ref_matter as m on m.matter = c.matter
    cross join build_settings as s
    where m.matter is null and c.decided_on <= s.as_of
    group by coalesce(r.jurisdiction_code, c.region_code), c.matter
),
ranked as (
    select
        w.region_code, w.matter, w.n_matters, w.n_departments,
        row_number() over (partition by w.region_code order by w.n_matters desc, w.matter) as nth
    from written as w
    cross join build_settings as s
    where w.n_matters >= s.suppression_threshold
)
select region_code, matter, n_matters, n_departments
from ranked
where nth <= 100
