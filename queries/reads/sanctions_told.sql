-- One row per region and quarter that curves, or effects, were told at.
-- key: what, region_code, quarter
select distinct 'curves' as what, region_code, quarter from stat_survival_summary
union all
select distinct 'effects', region_code, quarter from stat_effect
