-- One row per tier of one random draw, as last sent.
-- key: draw_id, tier
select
    d.draw_id,
    coalesce(d.department_code, d._department) as department_code,
    coalesce(r.present_code, d.region_code) as region_code,
    d.drawn_on,
    d.tier,
    d.n_frame,
    d.n_drawn,
    d._submission_id,
    d._row,
    hash(d.draw_id, d.tier) >> 20 as _key
from raw_draws as d
left join stg_region as r on r.region_code = d.region_code
where not exists (
    select 1 from again_draws as v where v._position = d._position and v._row = d._row and v.is_set_aside
)
