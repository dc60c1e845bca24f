-- One row per limit the plan states itself, in its own words.
-- key: limit_id
select
    limit_id, plan || ':' || limit_id as rule, days, acts, clause, quote,
    case
        when from_event = 'signed_on' then 'commitment'
        when to_event = 'collated_on' then 'collate'
        when to_event = 'reported_on' then 'report'
        else 'publication'
    end as leg
from ref_limit
where plan = $plan
