-- One row per build: its settings, whatever the day.
-- key: deadline_reading
select deadline_reading, decision_day_counts, suppression_threshold from build_settings
