-- One row per visit that follows another department's visit to the same entity within 30 days.
-- key: inspection_id
-- Only the last visit of another department is looked at. Visits on the day of a joint visit are that one visit, and whoever
-- took part in a joint visit does not repeat it.
with shared as (
    -- few entities are visited by several departments: only these are worth the cost of a window
    select entity_number
    from fct_inspection
    group by entity_number
    having min(department_code) < max(department_code)
),
neighbours as (
    select
        i.inspection_id, i.entity_number, i.department_code, i.joint_departments, i.is_joint, i.region_code, i.home_code, i.year,
        i.number, i.inspected_on,
        lag(i.inspected_on) over (partition by i.entity_number order by i.inspected_on) as earlier_on,
        lead(i.inspected_on) over (partition by i.entity_number order by i.inspected_on) as later_on
    from fct_inspection as i
    join shared as s on s.entity_number = i.entity_number
),
near as (
    -- with nobody there in the 30 days before and after, a visit can neither repeat nor be repeated: most are done with here
    select *
    from neighbours
    where inspected_on - earlier_on <= 30 or later_on - inspected_on <= 30
),
ordered as (
    select
        n.*,
        -- a joint visit stands first on its day
        row_number() over (partition by n.entity_number order by n.inspected_on, n.is_joint desc, n.inspection_id) as turn,
        max(case when n.is_joint then n.inspected_on end) over (
            partition by n.entity_number order by n.inspected_on, n.is_joint desc, n.inspection_id
            rows between unbounded preceding and current row
        ) as joint_on,
        lag(n.inspected_on) over (partition by n.entity_number order by n.inspected_on, n.is_joint desc, n.inspection_id) as before_on
    from near as n
),
heads as (
    select *
    from ordered
    where joint_on is null or before_on is null or joint_on <> inspected_on or before_on <> inspected_on
),
followed as (
    select
        h.*,
        lag(h.department_code) over (partition by h.entity_number order by h.turn) as lag_department,
        lag(h.inspected_on) over (partition by h.entity_number order by h.turn) as lag_on,
        coalesce(lag(h.joint_departments) over (partition by h.entity_number order by h.turn), '') as lag_joint
    from heads as h
),
runs as (
    -- where a department comes after another, the other's last visit is the one before; it stays so while the run lasts
    select
        f.*,
        max(case when f.lag_department <> f.department_code then f.turn end) over (
            partition by f.entity_number order by f.turn rows between unbounded preceding and current row
        ) as run
    from followed as f
)
select
    r.inspection_id, r.entity_number, r.region_code, r.home_code, r.department_code, r.year, r.number, r.inspected_on,
    s.lag_department as other_department, s.lag_on as other_on
from runs as r
join runs as s on s.entity_number = r.entity_number and s.turn = r.run
left join ref_department as d on d.department_code = r.department_code
where
    r.inspected_on - s.lag_on <= 30
    and not contains(s.lag_joint, r.department_code)
    and not contains(s.lag_joint, coalesce(d.name_zh, r.department_code))
