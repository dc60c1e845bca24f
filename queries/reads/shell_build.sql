-- One row: what this snapshot is.
-- key: snapshot_id
select snapshot_id, as_of, built_at, code_version, is_demo, source_name, plans, settings
from meta_build
