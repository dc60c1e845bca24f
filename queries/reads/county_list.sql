-- One row per region of the jurisdiction with a judgement in the quarter: how many of its indicators stand where.
-- key: region_code
select
    j.region_code, count(j.word) as n_judged, count(*) filter (where j.word = 'met') as n_met, count(*) filter (where j.word = 'lagging') as n_lagging,
    count(*) filter (where j.word = 'watch') as n_watch, count(j.value) as n_values
from stat_judgement as j
inner join ref_region_ancestor as a on a.region_code = j.region_code and a.ancestor_code = $region
where j.plan = $plan and j.quarter = $quarter and j.family = 'region' and j.blank is distinct from 'not_applicable'
group by j.region_code
order by j.region_code
