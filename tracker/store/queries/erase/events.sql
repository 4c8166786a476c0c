-- A mutation: rows are gone from the disk, not hidden until some later merge.
ALTER TABLE events
DELETE WHERE site = {site:String}
SETTINGS mutations_sync = 1
