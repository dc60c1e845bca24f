-- One row per indicator with at least one value anywhere in the snapshot.
-- key: indicator
select indicator from stat_judgement where value is not null
union
select indicator from agg_rollup where value is not null
