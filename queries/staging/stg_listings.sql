-- One row per entity and list it stood on for a time, as last sent.
-- key: listing_id
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select listing_id from raw_listings group by listing_id having count(*) > 1
),
versions as (
    select
        l._position,
        l._row,
        row_number() over (partition by l.listing_id order by l._position desc, l._row desc) as nth,
        min(coalesce(l.department_code, l._department)) over (partition by l.listing_id) as first_sender,
        max(coalesce(l.department_code, l._department)) over (partition by l.listing_id) as last_sender
    from raw_listings as l
    join repeated as k on k.listing_id = l.listing_id
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
select
    l.listing_id,
    l.entity_id,
    l.list,
    l.grade,
    l.ground,
    l.document,
    coalesce(l.department_code, l._department) as department_code,
    coalesce(r.present_code, l.region_code) as region_code,
    l.listed_on,
    l.notified_on,
    l.published_on,
    l.complied_on,
    l.expires_on,
    l.exited_on,
    l.exit_reason,
    l._submission_id,
    l._row
from raw_listings as l
left join stg_region as r on r.region_code = l.region_code
where not exists (
    select 1 from set_aside as s where s._position = l._position and s._row = l._row
)
