-- One row per defect, part, quarter, region and department: what stat_rights_defect is computed from.
-- key: defect, part, quarter, region_code, department_code
select * from agg_rights_defect
