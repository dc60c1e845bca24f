-- Bare DuckDB on the same staged rows: the counts that the build's marts make of them, each by the plainest SQL, and no
-- checks, no doubled keys, no plans, no intervals and no tests. A mart that counts rows of events has its counterpart here; what the
-- build tells for windows of several quarters is counted by single quarters. `-- part:` names what follows; $rows is replaced.

-- part: visits
create table tier_span as
select entity_id, tier, valid_from as from_on, lead(valid_from, 1, date '9999-12-31') over (partition by entity_id order by valid_from) as until_on
from '$rows/grades.parquet'
where tier is not null;

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

-- part: lists
create table listed_quarter as
with quarters as (select distinct date_trunc('quarter', day) + interval 3 month as over_on from workday where day between date '2019-01-01' and date '2026-10-10'),
known as (
    select
        l.list, l.grade, l.department_code, l.region_code, l.listed_on, l.exited_on, l.complied_on, l.expires_on,
        p.workday_number - c.workday_number as publish_days
    from '$rows/listings.parquet' as l
    left join workday as c on c.day = l.listed_on
    left join workday as p on p.day = l.published_on
),
offices as (
    select
        q.over_on, k.list, k.grade, k.department_code, k.region_code, count(*) as n_ever,
        count(*) filter (where k.listed_on >= q.over_on - interval 3 month) as n_listed, count(*) filter (where k.exited_on is null or k.exited_on >= q.over_on) as n_on_list,
        count(*) filter (where k.complied_on < q.over_on) as n_complied, count(*) filter (where k.exited_on is null and k.expires_on < q.over_on) as n_overdue,
        count(*) filter (where k.publish_days <= 7) as n_in_time
    from quarters as q
    join known as k on k.listed_on < q.over_on
    group by all
)
select over_on, list, grade, department_code, a.ancestor_code as region_code, sum(n_ever) as n_ever, sum(n_listed) as n_listed, sum(n_on_list) as n_on_list,
    sum(n_complied) as n_complied, sum(n_overdue) as n_overdue, sum(n_in_time) as n_in_time
from offices as o
join ancestor as a on a.region_code = o.region_code
group by grouping sets ((over_on, list, grade, department_code, a.ancestor_code), (over_on, list, department_code, a.ancestor_code), (over_on, list, a.ancestor_code));

create table applied_quarter as
with known as (
    select
        date_trunc('quarter', m.due_on) as begun_on, m.measure_code, l.list, l.grade, m.department_code, a.ancestor_code as region_code, l.entity_id,
        m.applied_on, m.checked_on, m.fed_back_on, m.due_on, m.effect, m.amount, p.workday_number - c.workday_number as apply_days
    from '$rows/measures.parquet' as m
    join '$rows/listings.parquet' as l on l.listing_id = m.listing_id
    join ancestor as a on a.region_code = m.region_code
    left join workday as c on c.day = m.checked_on
    left join workday as p on p.day = m.applied_on
)
select
    begun_on, measure_code, list, grade, department_code, region_code, count(*) as n_due, count(applied_on) as n_applied,
    count(*) filter (where applied_on <= due_on) as n_in_time, count(fed_back_on) as n_fed_back, count(distinct entity_id) as n_entities,
    count(effect) as n_effect, sum(amount) as amount, median(apply_days) as median_days
from known
group by grouping sets (
    (begun_on, measure_code, list, grade, department_code, region_code), (begun_on, measure_code, department_code, region_code),
    (begun_on, department_code, region_code), (begun_on, measure_code, region_code), (begun_on, region_code)
);

create table promised_quarter as
select
    date_trunc('quarter', signed_on) as begun_on, kind, department_code, a.ancestor_code as region_code, count(*) as n_signed, count(published_on) as n_published,
    count(*) filter (where papers_on <= papers_due_on) as n_papers_in_time, count(checked_on) as n_checked, count(shared_on) as n_shared, count(handled_on) as n_handled
from '$rows/commitments.parquet' as c
join ancestor as a on a.region_code = c.region_code
group by grouping sets ((begun_on, kind, department_code, a.ancestor_code), (begun_on, kind, a.ancestor_code), (begun_on, a.ancestor_code));

create table looked_quarter as
select
    date_trunc('quarter', decided_on) as begun_on, matter, department_code, a.ancestor_code as region_code, count(*) as n_decided,
    count(*) filter (where checked_on <= decided_on) as n_checked, count(*) filter (where hit = '是') as n_hit, count(*) filter (where restricted = '是') as n_restricted
from '$rows/credit_checks.parquet' as c
join ancestor as a on a.region_code = c.region_code
group by grouping sets ((begun_on, matter, department_code, a.ancestor_code), (begun_on, matter, a.ancestor_code), (begun_on, a.ancestor_code));

create table talked_quarter as
select
    date_trunc('quarter', held_on) as begun_on, kind, department_code, a.ancestor_code as region_code, count(*) as n_held,
    count(*) filter (where rectified_on <= rectify_by) as n_rectified, count(recorded_on) as n_recorded
from '$rows/interviews.parquet' as i
join ancestor as a on a.region_code = i.region_code
group by grouping sets ((begun_on, kind, department_code, a.ancestor_code), (begun_on, a.ancestor_code));

create table repaired_quarter as
select
    date_trunc('quarter', applied_on) as begun_on, outcome, r.department_code, a.ancestor_code as region_code, count(*) as n_applied, count(decided_on) as n_decided,
    median(p.workday_number - c.workday_number) as median_days
from '$rows/repairs.parquet' as r
join ancestor as a on a.region_code = r.region_code
left join workday as c on c.day = r.accepted_on
left join workday as p on p.day = r.decided_on
group by grouping sets ((begun_on, outcome, r.department_code, a.ancestor_code), (begun_on, a.ancestor_code));

create table objected_quarter as
select
    date_trunc('quarter', raised_on) as begun_on, o.department_code, a.ancestor_code as region_code, count(*) as n_raised, count(answered_on) as n_answered,
    count(*) filter (where upheld = '是') as n_upheld, median(p.workday_number - c.workday_number) as median_days
from '$rows/objections.parquet' as o
join ancestor as a on a.region_code = o.region_code
left join workday as c on c.day = o.raised_on
left join workday as p on p.day = o.answered_on
group by grouping sets ((begun_on, o.department_code, a.ancestor_code), (begun_on, a.ancestor_code));

create table archived_month as
with months as (select distinct date_trunc('month', day) as begun_on from workday where day between date '2019-01-01' and date '2026-10-10'),
moves as (
    select subject_class, sector, above_scale, region_code, date_trunc('month', registered_on) as begun_on, 1 as n_registered, 0 as n_archived from '$rows/entities.parquet'
    union all
    select subject_class, sector, above_scale, region_code, date_trunc('month', deregistered_on), -1, 0 from '$rows/entities.parquet' where deregistered_on is not null
    union all
    select e.subject_class, e.sector, e.above_scale, e.region_code, date_trunc('month', greatest(f.opened_on, e.registered_on)), 0, 1
    from '$rows/archives.parquet' as f join '$rows/entities.parquet' as e on e.entity_id = f.entity_id
),
monthly as (
    select m.begun_on, v.subject_class, v.sector, v.above_scale, v.region_code, sum(v.n_registered) as n_registered, sum(v.n_archived) as n_archived
    from (select begun_on, subject_class, sector, above_scale, region_code, sum(n_registered) as n_registered, sum(n_archived) as n_archived from moves group by all) as v
    join months as m on m.begun_on >= v.begun_on
    group by all
)
select begun_on, subject_class, sector, above_scale, a.ancestor_code as region_code, sum(n_registered) as n_registered, sum(n_archived) as n_archived
from monthly as m
join ancestor as a on a.region_code = m.region_code
group by all;

create table returned_quarter as
select indicator, period, a.ancestor_code as region_code, department_code, sum(numerator) as numerator, sum(denominator) as denominator
from '$rows/returns.parquet' as r
join ancestor as a on a.region_code = r.region_code
group by grouping sets ((indicator, period, a.ancestor_code, department_code), (indicator, period, a.ancestor_code));

create table task_state as
select plan, task, department_code, arg_max(state, reported_on) as state, arg_max(percent, reported_on) as percent
from '$rows/task_reports.parquet'
group by all;

-- part: evaluation
create table evaluation_span as
select
    g.entity_id, e.region_code, case g.grade when '优' then 1 when '良' then 2 when '中' then 3 else 4 end as place, greatest(g.valid_from, e.registered_on) as from_on,
    least(lead(g.valid_from, 1, date '9999-12-31') over (partition by g.entity_id order by g.valid_from), coalesce(e.deregistered_on, date '9999-12-31')) as until_on
from '$rows/grades.parquet' as g
join '$rows/entities.parquet' as e on e.entity_id = g.entity_id
where g.scheme = '公共信用综合评价';

create table quarter as
select distinct date_trunc('quarter', day) as starts_on, date_trunc('quarter', day) + interval 3 month as over_on
from workday where day between date '2019-01-01' and date '2026-10-10';

create table evaluated_quarter as
select q.starts_on, s.region_code, s.place, count(*) as n_evaluated
from quarter as q
join evaluation_span as s on s.from_on <= q.starts_on and s.until_on > q.starts_on
group by all;

create table penalised_quarter as
select q.starts_on, s.region_code, s.place, count(distinct s.entity_id) as n_penalised
from '$rows/decisions.parquet' as d
join evaluation_span as s on s.entity_id = d.entity_id and s.from_on <= d.decided_on and s.until_on > d.decided_on - interval 1 year
join quarter as q on
    q.starts_on <= d.decided_on and q.starts_on > d.decided_on - interval 1 year and s.from_on <= q.starts_on and s.until_on > q.starts_on
where d.act = '行政处罚'
group by all;

create table moved_quarter as
with stepped as (
    select region_code, place, from_on, lag(place) over (partition by entity_id order by from_on) as place_before from evaluation_span
)
select date_trunc('quarter', from_on) as starts_on, region_code, count(*) filter (where place > place_before) as n_lower, count(*) filter (where place < place_before) as n_higher
from stepped
group by all;

create table poor_quarter as
select
    q.starts_on, s.region_code, count(distinct s.entity_id) as n_poor, count(distinct l.entity_id) as n_watched, count(distinct i.entity_id) as n_talked
from quarter as q
join evaluation_span as s on s.from_on < q.over_on and s.until_on >= q.over_on
left join '$rows/listings.parquet' as l on
    l.entity_id = s.entity_id and l.list = '重点关注名单' and l.listed_on < q.over_on and (l.exited_on is null or l.exited_on >= q.over_on)
left join '$rows/interviews.parquet' as i on i.entity_id = s.entity_id and i.held_on >= s.from_on and i.held_on < q.over_on
where s.place = 4
group by all;

create table poor_talk_quarter as
select date_trunc('quarter', i.held_on) as begun_on, i.region_code, i.department_code, count(*) as n_due, count(i.rectified_on) as n_rectified
from '$rows/interviews.parquet' as i
join evaluation_span as s on s.entity_id = i.entity_id and s.from_on <= i.held_on and i.held_on < s.until_on
where s.place = 4
group by all;

create table eased_quarter as
with trusted as (
    select c.commitment_id
    from '$rows/commitments.parquet' as c
    join evaluation_span as s on s.entity_id = c.entity_id and s.from_on < c.signed_on and c.signed_on <= s.until_on
    where s.place = 1
    union
    select c.commitment_id
    from '$rows/commitments.parquet' as c
    join '$rows/listings.parquet' as l on l.entity_id = c.entity_id and l.listed_on < c.signed_on and (l.exited_on is null or l.exited_on >= c.signed_on)
    where l.list = '守信红名单'
)
select date_trunc('quarter', c.signed_on) as begun_on, c.region_code, c.department_code, count(*) as n_cases, count(*) filter (where c.handling in ('即时办理', '容缺受理')) as n_eased
from '$rows/commitments.parquet' as c
join trusted as t on t.commitment_id = c.commitment_id
where c.handling is not null
group by all;

-- part: register
create table sent as
select 'decisions' as feed, department_code, region_code, count(*) as n_rows, count(entity_id) as n_coded from '$rows/decisions.parquet' group by all
union all
select 'inspections', department_code, region_code, count(*), count(entity_id) from '$rows/inspections.parquet' group by all
union all
select 'commitments', department_code, region_code, count(*), count(entity_id) from '$rows/commitments.parquet' group by all
union all
select 'listings', department_code, region_code, count(*), count(entity_id) from '$rows/listings.parquet' group by all
union all
select 'interviews', department_code, region_code, count(*), count(entity_id) from '$rows/interviews.parquet' group by all
union all
select 'measures', department_code, region_code, count(*), null from '$rows/measures.parquet' group by all
union all
select 'repairs', department_code, region_code, count(*), null from '$rows/repairs.parquet' group by all
union all
select 'credit_checks', department_code, region_code, count(*), null from '$rows/credit_checks.parquet' group by all
union all
select 'entities', null, region_code, count(*), count(entity_id) from '$rows/entities.parquet' group by all
union all
select 'archives', department_code, null, count(*), count(entity_id) from '$rows/archives.parquet' group by all
union all
select 'grades', null, null, count(*), count(entity_id) from '$rows/grades.parquet' group by all;

create table structure as
select
    e.region_code, count(*) as n_entities, count(*) filter (where e.subject_class = '个体工商户') as n_individual, count(*) filter (where e.sector = '食品药品') as n_food_drug,
    count(t.tier) as n_graded, count(*) filter (where t.tier = 'A') as n_a, count(*) filter (where t.tier = 'D') as n_d, any_value(d.n_acts) as n_acts
from '$rows/entities.parquet' as e
left join tier_span as t on t.entity_id = e.entity_id and t.from_on <= date '2026-10-10' and t.until_on > date '2026-10-10'
left join (
    select region_code, count(*) as n_acts from '$rows/decisions.parquet' where decided_on > date '2025-10-10' group by all
) as d on d.region_code = e.region_code
where e.registered_on <= date '2026-10-10' and e.deregistered_on is null
group by all;

create table pledged_quarter as
with pledged as (
    select entity_id, min(published_on) as from_on from '$rows/commitments.parquet' where kind = '主动公示型' and published_on is not null group by entity_id
)
select q.starts_on, e.region_code, count(*) as n_pledged
from pledged as p
join '$rows/entities.parquet' as e on e.entity_id = p.entity_id
join quarter as q on p.from_on < q.over_on and (e.deregistered_on is null or e.deregistered_on >= q.over_on)
group by all;

create table misgraded_year as
select
    year, number, a.ancestor_code as region_code, tier, count(distinct entity_id) as n_verified,
    count(distinct entity_id) filter (where result <> 'clean') as n_with_findings
from visit as v
join ancestor as a on a.region_code = v.home_code
where selection = 'random' and tier in ('A', 'D')
group by all;

-- part: sanctions
create table step_days as
select
    date_trunc('quarter', l.listed_on) as begun_on, m.measure_code, m.department_code, m.region_code, c.workday_number - p.workday_number as check_days,
    b.workday_number - c.workday_number as apply_days, f.workday_number - b.workday_number as feed_back_days, count(*) as n
from '$rows/measures.parquet' as m
join '$rows/listings.parquet' as l on l.listing_id = m.listing_id
left join workday as p on p.day = l.listed_on
left join workday as c on c.day = m.checked_on
left join workday as b on b.day = m.applied_on
left join workday as f on f.day = m.fed_back_on
group by all;

create table listed_share as
select q.starts_on, e.region_code, count(distinct e.entity_id) as n_listed, count(distinct e.entity_id) filter (where l.listed_on >= q.starts_on) as n_newly
from quarter as q
join '$rows/listings.parquet' as l on l.list in ('失信联合惩戒名单', '市场禁入名单') and l.listed_on < q.over_on and (l.exited_on is null or l.exited_on >= q.over_on)
join '$rows/entities.parquet' as e on e.entity_id = l.entity_id
group by all;

create table acting_quarter as
with acting as (
    select l.listing_id, l.region_code, m.department_code, min(m.applied_on) as from_on, max(coalesce(m.ended_on, date '9999-12-31')) as until_on
    from '$rows/measures.parquet' as m
    join '$rows/listings.parquet' as l on l.listing_id = m.listing_id
    where l.list = '失信联合惩戒名单' and m.applied_on is not null
    group by all
)
select q.starts_on, c.region_code, count(*) as n_acting
from quarter as q
join acting as c on c.from_on < q.over_on and c.until_on >= q.over_on
group by all;

create table focus_looked as
with looked as (
    select l.listing_id, min(i.inspected_on) as looked_on
    from '$rows/listings.parquet' as l
    join '$rows/inspections.parquet' as i on i.entity_id = l.entity_id and i.inspected_on >= l.listed_on
    where l.list = '重点关注名单'
    group by all
)
select q.starts_on, l.region_code, l.department_code, count(*) as n_listed, count(*) filter (where k.looked_on < q.over_on) as n_looked
from quarter as q
join '$rows/listings.parquet' as l on l.list = '重点关注名单' and l.listed_on < q.over_on and (l.exited_on is null or l.exited_on >= q.over_on)
left join looked as k on k.listing_id = l.listing_id
group by all;

create table unmended_quarter as
with failed as (
    select i.inspection_id, i.region_code, i.department_code, i.inspected_on, max(t.entity_id) as talked
    from '$rows/inspections.parquet' as i
    left join '$rows/interviews.parquet' as t on
        t.entity_id = i.entity_id and t.department_code = i.department_code and t.held_on >= i.inspected_on and t.held_on <= i.inspected_on + 90
    where i.selection = '复查' and i.result <> 'clean'
    group by all
)
select date_trunc('quarter', inspected_on + 90) as over_on, region_code, department_code, count(*) as n_unmended, count(talked) as n_talked
from failed
group by all;

create table repaired_again as
select date_trunc('quarter', r.decided_on + 365) as over_on, r.region_code, r.department_code, count(distinct r.repair_id) as n_repaired,
    count(distinct r.repair_id) filter (where n.listed_on is not null) as n_again
from '$rows/repairs.parquet' as r
join '$rows/listings.parquet' as l on l.listing_id = r.listing_id
left join '$rows/listings.parquet' as n on n.entity_id = l.entity_id and n.list <> '守信红名单' and n.listed_on > r.decided_on and n.listed_on <= r.decided_on + 365
where r.outcome = '准予修复'
group by all;

create table defect_quarter as
with offices as (
    select
        q.starts_on, m.measure_code, m.department_code, m.region_code, count(*) as n_standing, count(*) filter (where m.basis is null) as n_without_basis,
        count(*) filter (where m.limit_until < q.over_on) as n_beyond_limit, count(*) filter (where l.exited_on < q.over_on) as n_after_exit
    from quarter as q
    join '$rows/measures.parquet' as m on m.applied_on < q.over_on and (m.ended_on is null or m.ended_on >= q.over_on)
    join '$rows/listings.parquet' as l on l.listing_id = m.listing_id
    group by all
)
select starts_on, measure_code, department_code, a.ancestor_code as region_code, sum(n_standing) as n_standing, sum(n_without_basis) as n_without_basis,
    sum(n_beyond_limit) as n_beyond_limit, sum(n_after_exit) as n_after_exit
from offices as o
join ancestor as a on a.region_code = o.region_code
group by grouping sets (
    (starts_on, measure_code, department_code, a.ancestor_code), (starts_on, measure_code, a.ancestor_code),
    (starts_on, department_code, a.ancestor_code), (starts_on, a.ancestor_code)
);

create table wrong_listing as
select
    date_trunc('quarter', o.corrected_on) as begun_on, l.department_code, a.ancestor_code as region_code, count(*) as n_found, count(distinct l.entity_id) as n_entities,
    count(l.exited_on) as n_off_list, median(p.workday_number - c.workday_number) as median_days
from '$rows/objections.parquet' as o
join '$rows/listings.parquet' as l on l.listing_id = o.listing_id
join ancestor as a on a.region_code = l.region_code
left join workday as c on c.day = o.answered_on
left join workday as p on p.day = l.exited_on
where o.upheld = '是'
group by grouping sets ((begun_on, l.department_code, a.ancestor_code), (begun_on, a.ancestor_code));
