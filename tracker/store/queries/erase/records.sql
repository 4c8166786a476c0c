-- Every version of them.
ALTER TABLE records
DELETE WHERE {{erase/_records}}
SETTINGS mutations_sync = 1
