-- One row per quarter, region and department: random draws, and those that draw high risk more than low.
-- key: quarter, region_code, department_code
with draws as (
    -- the ends of each draw: tiers with somebody in the frame
    select
        draw_id, department_code, region_code,
        cast(year(drawn_on) as varchar) || 'Q' || cast(quarter(drawn_on) as varchar) as quarter,
        tier, n_drawn / n_frame as share,
        row_number() over (partition by draw_id order by tier) as from_low,
        row_number() over (partition by draw_id order by tier desc) as from_high
    from stg_draws
    cross join dim_cutoff_draws as s
    where n_frame > 0 and drawn_on <= s.drawn_by
),
ends as (
    select
        quarter, region_code, department_code, draw_id,
        max(share) filter (where from_high = 1) as high, max(share) filter (where from_low = 1) as low
    from draws
    where from_high = 1 or from_low = 1
    group by quarter, region_code, department_code, draw_id
)
select
    quarter, region_code, department_code, count(*) as n_draws, count(*) filter (where high > low) as n_by_tier
from ends
group by quarter, region_code, department_code
