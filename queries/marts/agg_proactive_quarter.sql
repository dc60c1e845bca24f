-- One row per quarter, region and department keeping the register: market entities on the quarter's last day (on the as-of date in
-- its own quarter), and those of them that had published a commitment of their own accord by then.
-- key: quarter, region_code, department_code
-- Counted by coming and going: +1 in the quarter an entity arrives or first publishes, -1 in the quarter it leaves, then added up.
with pledged as (
    select c.entity_id, min(c.published_on) as from_on
    from stg_commitments as c
    cross join dim_cutoff_commitments as s
    where c.kind = 'proactive' and c.published_on <= s.published_by
    group by c.entity_id
),
carrying as (
    -- a jurisdiction that sends none has not a share of zero: it sends none
    select distinct r.jurisdiction_code
    from pledged as p
    join stg_entities as e on e.entity_id = p.entity_id
    left join stg_region as r on r.region_code = e.region_code
),
market as (
    select e.entity_id, e.region_code, e.department_code, e.registered_on, e.deregistered_on
    from stg_entities as e
    left join stg_region as r on r.region_code = e.region_code
    join carrying as c on c.jurisdiction_code = r.jurisdiction_code
    where e.subject_class in ('enterprise', 'individual_business')
),
moves as (
    select region_code, department_code, registered_on as day, 1 as n_registered, 0 as n_pledged
    from market
    union all
    select region_code, department_code, deregistered_on, -1, 0
    from market
    where deregistered_on is not null
    union all
    select m.region_code, m.department_code, greatest(p.from_on, m.registered_on), 0, 1
    from pledged as p
    join market as m on m.entity_id = p.entity_id
    where m.deregistered_on is null or p.from_on < m.deregistered_on
    union all
    select m.region_code, m.department_code, m.deregistered_on, 0, -1
    from pledged as p
    join market as m on m.entity_id = p.entity_id
    where p.from_on < m.deregistered_on
),
first_quarter as (select min(4 * year(from_on) + quarter(from_on) - 1) as first_number from pledged),
quarterly as (
    -- what came before the first of them is the stock the first quarter starts with
    select
        m.region_code, m.department_code, greatest(4 * year(m.day) + quarter(m.day) - 1, f.first_number) as quarter_number,
        sum(m.n_registered) as n_registered, sum(m.n_pledged) as n_pledged
    from moves as m
    cross join first_quarter as f
    cross join dim_cutoff_entities as e
    cross join dim_cutoff_commitments as c
    where m.day <= least(e.moved_by, c.published_by)
    group by m.region_code, m.department_code, greatest(4 * year(m.day) + quarter(m.day) - 1, f.first_number)
),
quarters as (
    select distinct 4 * year(w.day) + quarter(w.day) - 1 as quarter_number
    from ref_workday as w
    cross join dim_cutoff_period as s
    where w.day <= s.quarter_begun_on
),
offices as (
    select region_code, department_code, min(quarter_number) as first_number
    from quarterly
    group by region_code, department_code
),
stock as (
    select
        o.region_code, o.department_code, q.quarter_number,
        sum(m.n_registered) over running as n_registered,
        sum(m.n_pledged) over running as n_pledged
    from offices as o
    join quarters as q on q.quarter_number >= o.first_number
    left join quarterly as m on
        m.region_code = o.region_code and m.department_code = o.department_code and m.quarter_number = q.quarter_number
    window running as (
        partition by o.region_code, o.department_code
        order by q.quarter_number
        rows between unbounded preceding and current row
    )
)
select
    cast(quarter_number // 4 as varchar) || 'Q' || cast(quarter_number % 4 + 1 as varchar) as quarter,
    region_code,
    department_code,
    cast(coalesce(n_registered, 0) as bigint) as n_registered,
    cast(coalesce(n_pledged, 0) as bigint) as n_pledged
from stock
