-- One row: the ends of time, at or before the chosen quarter, that curves and effects were told at; and the last of all for effects.
-- key: curves, effects
select
    (select max(quarter) from stat_survival_summary where quarter <= $quarter and region_code = $region) as curves,
    (select max(quarter) from stat_effect where quarter <= $quarter and region_code = $root) as effects,
    (select max(quarter) from stat_effect where region_code = $root) as latest_effects
