-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
-- A form may number its rows (return_id), so that one file can hold two different figures of one office for one indicator
-- and period. They are neither added (the denominator would double) nor is the lower one on the sheet right: all versions
-- are set aside, an earlier file's among them, and check_return_sent_twice names them. The same figures twice are one return.
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(indicator, period, region_code, department_code) as key_hash
    from raw_returns
    group by hash(indicator, period, region_code, department_code)
    having count(*) > 1
),
versions as (
    select
        n.indicator || '|' || n.period || '|' || n.region_code || '|' || n.department_code as row_key,
        n._submission_id,
        n._position,
        n._row,
        coalesce(cast(n.numerator as varchar), '') || '/' || coalesce(cast(n.denominator as varchar), '') || '/'
            || coalesce(cast(n.value as varchar), '') as figures,
        count(*) over (partition by n.indicator, n.period, n.region_code, n.department_code) as n_versions,
        rank() over (
            partition by n.indicator, n.period, n.region_code, n.department_code order by n._position desc
        ) as nth_file,
        row_number() over (
            partition by n.indicator, n.period, n.region_code, n.department_code
            order by n._position desc, n._row desc
        ) as nth
    from raw_returns as n
    join repeated as k on k.key_hash = hash(n.indicator, n.period, n.region_code, n.department_code)
),
contradicted as (
    select row_key
    from versions
    where nth_file = 1
    group by row_key
    having min(figures) <> max(figures)
)
select
    v.row_key,
    v._submission_id,
    v._position,
    v._row,
    -- replaced by a later file of the same department, or contradicted within the last one
    v.nth > 1 or c.row_key is not null as is_set_aside
from versions as v
left join contradicted as c on c.row_key = v.row_key
where v.n_versions > 1
