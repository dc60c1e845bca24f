-- One row per department type.
-- key: department_code
select department_code, name_zh, name_en, kind
from ref_department
