-- One row per organisation under supervision, as last sent.
-- key: entity_id
with repeated as (
    -- few keys come twice: only these are worth the cost of a window
    select entity_id from raw_entities group by entity_id having count(*) > 1
),
versions as (
    select
        e._position,
        e._row,
        row_number() over (partition by e.entity_id order by e._position desc, e._row desc) as nth,
        min(e._department) over (partition by e.entity_id) as first_sender,
        max(e._department) over (partition by e.entity_id) as last_sender
    from raw_entities as e
    join repeated as k on k.entity_id = e.entity_id
),
set_aside as (
    -- replaced by a later file, or claimed by two departments: then neither version may win silently
    select _position, _row from versions where nth > 1 or first_sender <> last_sender
)
select
    e.entity_id,
    e.subject_class,
    -- the first character of a unified code names the authority that keeps the register (GB 32100-2015, table 1);
    -- codes of other schemes belong to whoever sent them
    coalesce(
        case when length(e.entity_id) = 18 then
            case substr(e.entity_id, 1, 1)
                when '1' then 'organisation_establishment'
                when '3' then 'justice'
                when '5' then 'civil_affairs'
                when '9' then 'market_regulation'
                when 'N' then 'agriculture_rural'
            end
        end,
        e._department,
        '*'
    ) as department_code,
    coalesce(r.present_code, e.region_code) as region_code,
    e.sector,
    e.above_scale,
    e.registered_on,
    e.deregistered_on,
    e._submission_id,
    e._row
from raw_entities as e
left join stg_region as r on r.region_code = e.region_code
where not exists (
    select 1 from set_aside as s where s._position = e._position and s._row = e._row
)
