-- One row per file the indicator draws on, latest first; of the chosen department only, where one is chosen.
-- key: submission_id
select
    m.submission_id, m.feed, m.department_code, d.name_zh, d.name_en, m.file_name, m.received_on, m.rows, m.kept, m.refused,
    m.duplicates, m.dropped, l.n_rows
from meta_lineage as l
inner join meta_submission as m on m.submission_id = l.submission_id
left join ref_department as d on d.department_code = m.department_code
where l.indicator = $indicator and ($department = '*' or m.department_code is null or m.department_code = $department)
order by m.received_on desc nulls last, m.position desc
