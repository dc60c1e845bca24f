-- One row per tier of one random draw, as last sent.
-- key: draw_id, tier
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select draw_id, tier from raw_draws group by draw_id, tier having count(*) > 1
),
versions as (
    select
        d._position,
        d._row,
        row_number() over (partition by d.draw_id, d.tier order by d._position desc, d._row desc) as nth,
        min(coalesce(d.department_code, d._department)) over (partition by d.draw_id, d.tier) as first_sender,
        max(coalesce(d.department_code, d._department)) over (partition by d.draw_id, d.tier) as last_sender
    from raw_draws as d
    join repeated as k on k.draw_id = d.draw_id and k.tier = d.tier
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
select
    d.draw_id,
    coalesce(d.department_code, d._department) as department_code,
    coalesce(r.present_code, d.region_code) as region_code,
    d.drawn_on,
    d.tier,
    d.n_frame,
    d.n_drawn,
    d._submission_id,
    d._row
from raw_draws as d
left join stg_region as r on r.region_code = d.region_code
where not exists (
    select 1 from set_aside as s where s._position = d._position and s._row = d._row
)
