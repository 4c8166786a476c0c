-- Before the events they speak of.
ALTER TABLE verdicts
DELETE WHERE {{erase/_alone}}
SETTINGS mutations_sync = 1
