-- One row per indicator of the catalogue on this page's mechanisms, with its figure and judgement in the view; most without one.
-- key: indicator
with here as (
    select indicator, value, low, high, numerator, denominator, target, comparator, word, blank, origin
    from stat_judgement
    where region_code = $region and department_code = $department and plan = $plan and quarter = $quarter
)
select
    i.indicator, i.name_zh, i.name_en, i.mechanism, i.mechanism_zh, i.mechanism_en, i.unit, i.direction, i.aggregate, i.is_core,
    j.value, j.low, j.high, j.numerator, j.denominator, j.target, j.comparator, j.word, j.blank, j.origin
from ref_indicator as i
left join here as j on j.indicator = i.indicator
where i.mechanism in ('M29', 'M31', 'M32')
order by i.mechanism, len(i.indicator), i.indicator
