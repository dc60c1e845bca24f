-- One row per organisation under supervision, as last sent.
-- key: entity_id
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
    e._row,
    hash(e.entity_id) >> 20 as _key
from raw_entities as e
left join stg_region as r on r.region_code = e.region_code
where not exists (
    select 1 from again_entities as v where v._position = e._position and v._row = e._row and v.is_set_aside
)
