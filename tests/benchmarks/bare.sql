-- Bare DuckDB on the same files: read, cast, write the same staged Parquet, do the same group-bys. No checks at all.
-- The build is measured as a ratio to this (DECISIONS.md). $read, $decisions ... are replaced before it runs; `-- step:` names what follows.

-- step: stage
copy (
    select
        "决定书文号" as decision_id, "统一社会信用代码" as entity_id, "行为类型" as act, "决定机关" as department_code,
        "行政区划代码" as region_code, cast("决定日期" as date) as decided_on, cast("公示日期" as date) as published_on
    from $read('$source/decisions/*/*/*.$form')
) to '$out/decisions.parquet' (format parquet, compression zstd);

copy (
    select
        "检查编号" as inspection_id, "统一社会信用代码" as entity_id, "检查部门" as department_code, "行政区划代码" as region_code,
        "风险等级" as tier, "检查类型" as selection, "检查方式" as mode, cast("检查日期" as date) as inspected_on,
        "检查结果" as result, cast("公示日期" as date) as published_on
    from $read('$source/inspections/*/*/*.$form')
) to '$out/inspections.parquet' (format parquet, compression zstd);

copy (
    select "统一社会信用代码" as entity_id, "行政区划代码" as region_code, cast("登记日期" as date) as registered_on
    from $read('$source/entities/*/*/*.$form')
) to '$out/entities.parquet' (format parquet, compression zstd);

copy (
    select "统一社会信用代码" as entity_id, tier, cast("评价日期" as date) as valid_from
    from $read('$source/grades/*/*/*.$form')
) to '$out/grades.parquet' (format parquet, compression zstd);

-- step: count
create table publication_month as
with due as (
    select d.*, l.day as due_on, p.workday_number - c.workday_number as delay_days
    from '$out/decisions.parquet' as d
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
from '$out/decisions.parquet' as d
join workday as c on c.day = d.decided_on
join workday as p on p.day = d.published_on
group by all;

create table visits_month as
select
    strftime(inspected_on, '%Y-%m') as month, tier, selection, mode, region_code, department_code, count(*) as n_visits,
    count(*) filter (where result <> '合格') as n_with_findings
from '$out/inspections.parquet'
group by all;

create table tier_quarter as
with first_visits as (
    select year(inspected_on) as year, tier, selection, department_code, region_code, entity_id, min(quarter(inspected_on)) as number
    from '$out/inspections.parquet'
    group by grouping sets (
        (year(inspected_on), tier, selection, department_code, region_code, entity_id),
        (year(inspected_on), tier, department_code, region_code, entity_id),
        (year(inspected_on), tier, selection, region_code, entity_id),
        (year(inspected_on), tier, region_code, entity_id)
    )
),
register as (
    select g.tier, a.ancestor_code as region_code, count(*) as n_register
    from '$out/entities.parquet' as e
    join '$out/grades.parquet' as g on g.entity_id = e.entity_id
    join ancestor as a on a.region_code = e.region_code
    group by all
)
select v.year, v.number, v.tier, v.selection, v.department_code, a.ancestor_code as region_code, count(*) as n_newly, any_value(r.n_register) as n_register
from first_visits as v
join ancestor as a on a.region_code = v.region_code
join register as r on r.region_code = a.ancestor_code and r.tier = v.tier
group by all;

create table rolled_up as
select act, m.month[1:4] || 'Q' || cast((cast(m.month[6:7] as integer) + 2) // 3 as varchar) as quarter, a.ancestor_code, department_code,
    sum(n_in_time) as numerator, sum(n_decided) as denominator
from publication_month as m
join ancestor as a on a.region_code = m.region_code
group by grouping sets ((act, quarter, a.ancestor_code, department_code), (act, quarter, a.ancestor_code));
