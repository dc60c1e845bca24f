-- One row per feed of a list (comma-joined) that any file was sent of.
-- key: feed
select
    feed, count(*) as n_files, sum(rows) as n_rows, sum(kept) as n_kept, sum(refused) as n_refused, max(received_on) as last_received_on
from meta_submission
where list_contains(string_split($feeds, ','), feed)
group by feed
