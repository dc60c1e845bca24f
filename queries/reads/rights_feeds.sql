-- One row per feed this page draws on that any file was sent of.
-- key: feed
select
    feed, count(*) as n_files, sum(rows) as n_rows, sum(kept) as n_kept, sum(refused) as n_refused, max(received_on) as last_received_on
from meta_submission
where feed in ('objections', 'repairs', 'listings', 'measures', 'decisions', 'returns')
group by feed
