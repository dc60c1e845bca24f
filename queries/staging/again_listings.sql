-- One row per row sent whose key stands more than once in its feed: all versions, and which of them do not count.
-- key: _position, _row
with repeated as (
    -- few keys come twice; they are looked for by hash, and what shares no more than that is left out below
    select hash(listing_id) as key_hash
    from raw_listings
    group by hash(listing_id)
    having count(*) > 1
),
versions as (
    select
        l.listing_id as row_key,
        l.department_code,
        l.region_code,
        l._submission_id,
        l._position,
        l._row,
        count(*) over (partition by l.listing_id) as n_versions,
        row_number() over (partition by l.listing_id order by l._position desc, l._row desc) as nth,
        min(coalesce(l.department_code, l._department)) over (partition by l.listing_id) as first_sender,
        max(coalesce(l.department_code, l._department)) over (partition by l.listing_id) as last_sender
    from raw_listings as l
    join repeated as k on k.key_hash = hash(l.listing_id)
)
select
    row_key,
    department_code,
    region_code,
    _submission_id,
    _position,
    _row,
    coalesce(first_sender <> last_sender, false) as is_claimed_twice,
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    nth > 1 or coalesce(first_sender <> last_sender, false) as is_set_aside
from versions
where n_versions > 1
