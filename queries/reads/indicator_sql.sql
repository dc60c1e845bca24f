-- One row per SQL file behind the indicator: its mart first, then the staging of its feeds.
-- key: name
with behind as (
    select
        coalesce(aggregate, 'agg_return') as mart,
        string_split(case when coalesce(feeds, '') = '' then 'returns' else feeds end, ',') as feeds
    from ref_indicator
    where indicator = $indicator
)
select q.name, q.sql
from meta_query as q
inner join behind as b
    on q.name = b.mart or list_contains(list_transform(b.feeds, lambda feed: 'stg_' || trim(feed)), q.name)
order by q.name <> b.mart, q.name
