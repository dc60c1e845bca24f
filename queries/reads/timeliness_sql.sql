-- One row per SQL file behind this page.
-- key: name
select name, sql
from meta_query
where name in (
    'stg_decisions', 'stg_commitments', 'ref_limit_span', 'dim_clock', 'agg_act_clock', 'agg_act_state',
    'agg_timeliness_office', 'agg_timeliness', 'agg_delay', 'agg_publication_month', 'agg_leg_month', 'agg_pattern'
)
order by name
