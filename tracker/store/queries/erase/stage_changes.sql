-- A mutation: rows are gone from the disk, not hidden until some later merge.
ALTER TABLE stage_changes
DELETE WHERE site = {site:String}
SETTINGS mutations_sync = 1
