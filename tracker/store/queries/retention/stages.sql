-- The facts of a stage change name pages; they go after the same time, imported history excepted.
ALTER TABLE stage_changes
DELETE WHERE decided < fromUnixTimestamp64Milli({before:Int64}, 'UTC')
SETTINGS mutations_sync = 1
