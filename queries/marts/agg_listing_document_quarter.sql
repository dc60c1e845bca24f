-- One row per quarter of listing, region and department that listed: listings (not the red list), those that name the document
-- they rest on, and those that can be traced: document and day of publication.
-- key: quarter, region_code, department_code
with seen as (
    select
        l.region_code, l.department_code, l.listed_on, nullif(trim(l.document), '') as document, l.published_on <= s.as_of as is_public,
        -- an office that never names one says nothing about it: its system has no such column
        count(nullif(trim(l.document), '')) over (partition by l.department_code, l.region_code) > 0 as is_stated
    from stg_listings as l
    cross join build_settings as s
    where l.list <> 'red' and l.listed_on <= s.as_of
)
select
    cast(year(listed_on) as varchar) || 'Q' || cast(quarter(listed_on) as varchar) as quarter, region_code, department_code,
    count(*) as n_listed,
    count(document) as n_with_document,
    count(document) filter (where is_public) as n_traceable
from seen
where is_stated
group by year(listed_on), quarter(listed_on), region_code, department_code
