-- One row per quarter, list, region and department that listed: what is counted of its lists in the cards.
-- key: quarter, list, region_code, department_code
-- What needs a year to show (put on a worse list, complied, listed again) is counted in the quarter the year was over, once.
-- Standing: at the end of the quarter; held: of them without an open objection.
with measured as (
    select m.listing_id, min(m.applied_on) as applied_on, min(m.applied_q) as measured_q
    from fct_measure as m
    where m.applied_q < 99999
    group by m.listing_id
),
joint as (
    select entity_id, listed_on from fct_listing where list = 'joint_sanction'
),
told as (
    select
        l.listing_id, l.list, l.region_code, l.department_code, l.entity_id, l.listed_on, l.notified_on, l.published_on, l.complied_on,
        l.expires_on, l.exited_on, l.ending, l.listed_q, l.published_q, g.act_by, m.applied_on,
        cast(l.listed_on + interval 365 day as date) as year_over_on,
        cast(m.applied_on + interval 365 day as date) as measure_year_on,
        cast(l.published_on + interval 365 day as date) as board_year_on, s.as_of
    from fct_listing as l
    cross join build_settings as s
    left join measured as m on m.listing_id = l.listing_id
    left join dim_grace as g on g.day = l.expires_on
),
upgraded as (
    select distinct t.listing_id
    from told as t
    join joint as j on j.entity_id = t.entity_id and j.listed_on > t.listed_on and j.listed_on <= t.year_over_on
    where t.list = 'focus'
),
again as (
    select
        e.listing_id, e.list, e.region_code, e.department_code, e.exited_on,
        cast(e.exited_on + interval 365 day as date) as year_over_on, bool_or(r.days <= 365) as came_back,
        bool_or(r.days <= 365 and r.place = 'elsewhere') as came_elsewhere
    from fct_exit as e
    cross join build_settings as s
    left join fct_relisting as r on r.listing_id = e.listing_id
    where e.exited_on + interval 365 day <= s.as_of and e.watched_until >= e.exited_on + interval 365 day
    group by e.listing_id, e.list, e.region_code, e.department_code, e.exited_on
),
counted as (
    select
        listed_q as number, list, region_code, department_code, count(*) as n_listed,
        count(case when notified_on <= listed_on then 1 end) as n_told_before, count(case when published_q < 99999 then 1 end) as n_made_public,
        0 as n_board, 0 as n_out_due, 0 as n_out_in_time, 0 as n_year, 0 as n_upgraded, 0 as n_released, 0 as n_measure_year,
        0 as n_measure_kept, 0 as n_board_year, 0 as n_board_kept, 0 as n_exit_year, 0 as n_again, 0 as n_elsewhere
    from told
    group by listed_q, list, region_code, department_code
    union all
    select published_q, list, region_code, department_code, 0, 0, 0, count(*), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from told
    where published_q < 99999
    group by published_q, list, region_code, department_code
    union all
    select
        cast(4 * year(act_by) + quarter(act_by) - 1 as integer), list, region_code, department_code, 0, 0, 0, 0, count(*),
        count(case when exited_on <= act_by then 1 end), 0, 0, 0, 0, 0, 0, 0, 0, 0, 0
    from told
    where act_by <= as_of and coalesce(exited_on >= expires_on, true)
    group by 1, list, region_code, department_code
    union all
    select
        cast(4 * year(t.year_over_on) + quarter(t.year_over_on) - 1 as integer), t.list, t.region_code, t.department_code, 0, 0, 0, 0, 0, 0,
        count(*), count(u.listing_id), count(case when t.exited_on <= t.year_over_on and t.ending in ('complied', 'repaired') then 1 end),
        0, 0, 0, 0, 0, 0, 0
    from told as t
    left join upgraded as u on u.listing_id = t.listing_id
    where t.year_over_on <= t.as_of
    group by 1, t.list, t.region_code, t.department_code
    union all
    select
        cast(4 * year(measure_year_on) + quarter(measure_year_on) - 1 as integer), list, region_code, department_code, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        count(*),
        count(case
            when complied_on <= measure_year_on or (exited_on <= measure_year_on and ending in ('complied', 'repaired')) then 1
        end),
        0, 0, 0, 0, 0
    from told
    where measure_year_on <= as_of and coalesce(complied_on > applied_on, true)
    group by 1, list, region_code, department_code
    union all
    select
        cast(4 * year(board_year_on) + quarter(board_year_on) - 1 as integer), list, region_code, department_code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, count(*), count(case when complied_on <= board_year_on then 1 end), 0, 0, 0
    from told
    where board_year_on <= as_of and coalesce(complied_on > published_on, true)
    group by 1, list, region_code, department_code
    union all
    select
        cast(4 * year(year_over_on) + quarter(year_over_on) - 1 as integer), list, region_code, department_code, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, count(*), count(case when came_back then 1 end), count(case when came_elsewhere then 1 end)
    from again
    group by 1, list, region_code, department_code
),
flows as (
    select
        number, list, region_code, department_code,
        sum(n_listed) as n_listed, sum(n_told_before) as n_told_before, sum(n_made_public) as n_made_public, sum(n_board) as n_board,
        sum(n_out_due) as n_out_due, sum(n_out_in_time) as n_out_in_time, sum(n_year) as n_year, sum(n_upgraded) as n_upgraded,
        sum(n_released) as n_released, sum(n_measure_year) as n_measure_year, sum(n_measure_kept) as n_measure_kept,
        sum(n_board_year) as n_board_year, sum(n_board_kept) as n_board_kept, sum(n_exit_year) as n_exit_year,
        sum(n_again) as n_again, sum(n_elsewhere) as n_elsewhere
    from counted
    group by number, list, region_code, department_code
),
stays as (
    select
        l.list, l.region_code, l.department_code, l.listed_q, l.exited_q, coalesce(m.measured_q, 99999) as measured_q, count(*) as n
    from fct_listing as l
    left join measured as m on m.listing_id = l.listing_id
    group by l.list, l.region_code, l.department_code, l.listed_q, l.exited_q, coalesce(m.measured_q, 99999)
),
standing as (
    select
        q.number, s.list, s.region_code, s.department_code, sum(s.n) as n_standing,
        sum(case when s.measured_q <= q.number then s.n else 0 end) as n_measured
    from stays as s
    join dim_sanction_quarter as q on q.number >= s.listed_q and q.number < s.exited_q
    group by q.number, s.list, s.region_code, s.department_code
),
disputed as (
    select
        q.number, l.list, l.region_code, l.department_code, count(distinct l.listing_id) as n_disputed,
        count(distinct case when m.measured_q <= q.number then l.listing_id end) as n_measured
    from fct_dispute as u
    join fct_listing as l on l.listing_id = u.listing_id
    join dim_sanction_quarter as q on
        q.ends_on >= u.from_on and q.ends_on < u.until_on and q.number >= l.listed_q and q.number < l.exited_q
    left join measured as m on m.listing_id = l.listing_id
    group by q.number, l.list, l.region_code, l.department_code
),
stocks as (
    select
        s.number, s.list, s.region_code, s.department_code, s.n_standing, s.n_standing - coalesce(d.n_disputed, 0) as n_held,
        s.n_measured - coalesce(d.n_measured, 0) as n_held_measured
    from standing as s
    left join disputed as d on
        d.number = s.number and d.list = s.list and d.region_code = s.region_code and d.department_code = s.department_code
)
select
    q.quarter, coalesce(f.list, s.list) as list, coalesce(f.region_code, s.region_code) as region_code,
    coalesce(f.department_code, s.department_code) as department_code,
    coalesce(f.n_listed, 0) as n_listed, coalesce(f.n_told_before, 0) as n_told_before, coalesce(f.n_made_public, 0) as n_made_public, coalesce(f.n_board, 0) as n_board,
    coalesce(f.n_out_due, 0) as n_out_due, coalesce(f.n_out_in_time, 0) as n_out_in_time, coalesce(f.n_year, 0) as n_year, coalesce(f.n_upgraded, 0) as n_upgraded,
    coalesce(f.n_released, 0) as n_released, coalesce(f.n_measure_year, 0) as n_measure_year, coalesce(f.n_measure_kept, 0) as n_measure_kept, coalesce(f.n_board_year, 0) as n_board_year,
    coalesce(f.n_board_kept, 0) as n_board_kept, coalesce(f.n_exit_year, 0) as n_exit_year, coalesce(f.n_again, 0) as n_again, coalesce(f.n_elsewhere, 0) as n_elsewhere,
    coalesce(s.n_standing, 0) as n_standing, coalesce(s.n_held, 0) as n_held, coalesce(s.n_held_measured, 0) as n_held_measured
from flows as f
full join stocks as s on
    s.number = f.number and s.list = f.list and s.region_code = f.region_code and s.department_code = f.department_code
join dim_sanction_quarter as q on q.number = coalesce(f.number, s.number)
