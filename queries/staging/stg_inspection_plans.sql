-- One row per band a department published for one tier, region and year, as last sent.
-- key: department_code, region_code, year, scheme, tier
with folded as (
    -- the region first: a band under a county's old code and one under its new code are one band
    select
        p.department_code,
        coalesce(r.present_code, p.region_code) as region_code,
        p.year,
        p.scheme,
        p.tier,
        p.ratio_low,
        p.ratio_high,
        p.yearly_cap,
        p._submission_id,
        p._position,
        p._row
    from raw_inspection_plans as p
    left join stg_region as r on r.region_code = p.region_code
),
versions as (
    -- the department is part of the key: a later file replaces, none can conflict
    select
        f.*,
        row_number() over (
            partition by f.department_code, f.region_code, f.year, f.scheme, f.tier
            order by f._position desc, f._row desc
        ) as nth
    from folded as f
)
select
    department_code, region_code, year, scheme, tier, ratio_low, ratio_high, yearly_cap, _submission_id, _row
from versions
where nth = 1
