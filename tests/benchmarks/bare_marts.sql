-- Bare DuckDB on the same staged rows: the counts that the build's marts make of them, each by the plainest SQL, and no
-- checks, no doubled keys, no plans, no intervals and no tests. `-- part:` names what follows; $rows is replaced.

-- part: visits
create table tier_span as
select entity_id, tier, valid_from as from_on, lead(valid_from, 1, date '9999-12-31') over (partition by entity_id order by valid_from) as until_on
from '$rows/grades.parquet';

create table visit as
select
    i.inspection_id, i.entity_id, i.department_code, i.region_code, i.selection, i.mode, i.inspected_on, i.result, i.joint_departments,
    e.region_code as home_code, t.tier, w.is_workday, year(i.inspected_on) as year, quarter(i.inspected_on) as number
from '$rows/inspections.parquet' as i
left join '$rows/entities.parquet' as e on e.entity_id = i.entity_id
left join tier_span as t on t.entity_id = i.entity_id and t.from_on < i.inspected_on and i.inspected_on <= t.until_on
left join workday as w on w.day = i.inspected_on;

create table visits_month as
select
    strftime(inspected_on, '%Y-%m') as month, tier, selection, mode, region_code, department_code, count(*) as n_visits,
    count(*) filter (where result <> 'clean') as n_with_findings, count(*) filter (where not is_workday) as n_non_workday,
    count(joint_departments) as n_joint
from visit
group by all;

create table register as
with homes as (
    select y.year, t.tier, e.region_code, count(*) as n_register
    from '$rows/entities.parquet' as e
    join range(2020, 2027) as y(year)
        on e.registered_on <= make_date(y.year, 1, 1) and (e.deregistered_on is null or e.deregistered_on > make_date(y.year, 1, 1))
    left join tier_span as t on t.entity_id = e.entity_id and t.from_on <= make_date(y.year, 1, 1) and make_date(y.year, 1, 1) < t.until_on
    group by all
)
select h.year, h.tier, a.ancestor_code as region_code, sum(h.n_register) as n_register
from homes as h
join ancestor as a on a.region_code = h.region_code
group by all;

create table tier_quarter as
with first_visits as (
    select year, tier, selection, department_code, home_code, entity_id, min(number) as number
    from visit
    group by grouping sets (
        (year, tier, selection, department_code, home_code, entity_id), (year, tier, department_code, home_code, entity_id),
        (year, tier, selection, home_code, entity_id), (year, tier, home_code, entity_id)
    )
),
homes as (
    select year, number, tier, selection, department_code, home_code, count(*) as n_newly
    from first_visits
    group by all
)
select f.year, f.number, f.tier, f.selection, f.department_code, a.ancestor_code as region_code, sum(n_newly) as n_newly, any_value(r.n_register) as n_register
from homes as f
join ancestor as a on a.region_code = f.home_code
left join register as r on r.year = f.year and r.region_code = a.ancestor_code and r.tier is not distinct from f.tier
group by all;

create table hits as
select month[1:4] as year, tier, selection, a.ancestor_code as region_code, department_code, sum(n_visits) as n_visits, sum(n_with_findings) as n_with_findings
from visits_month as v
join ancestor as a on a.region_code = v.region_code
group by grouping sets (
    (month[1:4], tier, selection, a.ancestor_code, department_code), (month[1:4], tier, selection, a.ancestor_code),
    (month[1:4], tier, a.ancestor_code, department_code), (month[1:4], tier, a.ancestor_code)
);

create table over_cap as
with caps as (
    select p.department_code, p.year, p.tier, a.region_code, max(p.yearly_cap) as cap
    from '$rows/inspection_plans.parquet' as p
    join ancestor as a on a.ancestor_code = p.region_code
    group by all
),
turns as (
    select
        v.department_code, v.home_code, v.year, v.number, c.cap,
        row_number() over (partition by v.entity_id, v.department_code, v.year order by v.inspected_on, v.inspection_id) as turn
    from visit as v
    join caps as c on c.department_code = v.department_code and c.region_code = v.home_code and c.year = v.year and c.tier = v.tier
),
homes as (
    select
        year, number, department_code, home_code, count(*) filter (where turn = 1) as n_capped,
        count(*) filter (where turn = cap + 1) as n_over_cap, count(*) filter (where turn > cap) as n_visits_over, max(turn) as most_visits
    from turns
    group by all
)
select
    h.year, h.number, h.department_code, a.ancestor_code as region_code, sum(n_capped) as n_capped, sum(n_over_cap) as n_over_cap,
    sum(n_visits_over) as n_visits_over, max(most_visits) as most_visits
from homes as h
join ancestor as a on a.region_code = h.home_code
group by all;

create table repeated as
with followed as (
    select
        *, lag(department_code) over (partition by entity_id order by inspected_on, inspection_id) as other_department,
        lag(inspected_on) over (partition by entity_id order by inspected_on, inspection_id) as other_on
    from visit
)
select inspection_id, entity_id, home_code, region_code, department_code, other_department, year, number
from followed
where other_department <> department_code and inspected_on - other_on <= 30;

create table repeated_quarter as
with homes as (
    select
        v.year, v.number, v.home_code, count(distinct v.entity_id) as n_visited, count(*) as n_visits,
        count(distinct r.entity_id) as n_repeated, count(r.inspection_id) as n_mergeable
    from visit as v
    left join repeated as r on r.inspection_id = v.inspection_id
    group by all
)
select
    h.year, h.number, a.ancestor_code as region_code, sum(n_visited) as n_visited, sum(n_visits) as n_visits,
    sum(n_repeated) as n_repeated, sum(n_mergeable) as n_mergeable
from homes as h
join ancestor as a on a.region_code = h.home_code
group by all;

create table pairs as
select
    year, number, a.ancestor_code as region_code, least(department_code, other_department) as department_a,
    greatest(department_code, other_department) as department_b, count(distinct entity_id) as n_entities
from repeated as r
join ancestor as a on a.region_code = r.home_code
group by all;

create table drawn as
select year(drawn_on) as year, quarter(drawn_on) as number, department_code, a.ancestor_code as region_code, tier, sum(n_frame) as n_frame, sum(n_drawn) as n_drawn
from '$rows/draws.parquet' as d
join ancestor as a on a.region_code = d.region_code
group by all;

-- part: publication
create table publication_month as
with due as (
    select d.*, l.day as due_on, p.workday_number - c.workday_number as delay_days
    from '$rows/decisions.parquet' as d
    join workday as c on c.day = d.decided_on
    join workday as l on l.workday_number = c.workday_number + 7 and l.is_workday
    left join workday as p on p.day = d.published_on
)
select
    act, strftime(decided_on, '%Y-%m') as month, region_code, department_code, count(*) as n_decided,
    count(*) filter (where published_on <= due_on) as n_in_time, count(published_on) as n_published
from due
group by all;

create table publication_delay as
select act, strftime(d.decided_on, '%Y-%m') as month, region_code, department_code, p.workday_number - c.workday_number as delay, count(*) as n
from '$rows/decisions.parquet' as d
join workday as c on c.day = d.decided_on
join workday as p on p.day = d.published_on
group by all;

create table rolled_up as
select act, m.month[1:4] || 'Q' || cast((cast(m.month[6:7] as integer) + 2) // 3 as varchar) as quarter, a.ancestor_code, department_code,
    sum(n_in_time) as n_in_time, sum(n_decided) as n_decided
from publication_month as m
join ancestor as a on a.region_code = m.region_code
group by grouping sets ((act, quarter, a.ancestor_code, department_code), (act, quarter, a.ancestor_code));
