-- When a row came into the store, by the store's clock: what is new since a moment is asked by this alone, as
-- "received" and "decided" can be hours older where a backlog is worked off. Rows of before keep those.
ALTER TABLE events
ADD COLUMN IF NOT EXISTS stored DateTime64(3, 'UTC') DEFAULT received
;
ALTER TABLE verdicts
ADD COLUMN IF NOT EXISTS stored DateTime64(3, 'UTC') DEFAULT decided
;
ALTER TABLE firmographics
ADD COLUMN IF NOT EXISTS stored DateTime64(3, 'UTC') DEFAULT at
;
ALTER TABLE stage_changes
ADD COLUMN IF NOT EXISTS stored DateTime64(3, 'UTC') DEFAULT decided
;
ALTER TABLE events MATERIALIZE COLUMN stored SETTINGS mutations_sync = 1
;
ALTER TABLE verdicts MATERIALIZE COLUMN stored SETTINGS mutations_sync = 1
;
ALTER TABLE firmographics MATERIALIZE COLUMN stored SETTINGS mutations_sync = 1
;
ALTER TABLE stage_changes MATERIALIZE COLUMN stored SETTINGS mutations_sync = 1
;
ALTER TABLE events MODIFY COLUMN stored DateTime64(3, 'UTC') DEFAULT now64(3)
;
ALTER TABLE verdicts MODIFY COLUMN stored DateTime64(3, 'UTC') DEFAULT now64(3)
;
ALTER TABLE firmographics MODIFY COLUMN stored DateTime64(3, 'UTC') DEFAULT now64(3)
;
ALTER TABLE stage_changes MODIFY COLUMN stored DateTime64(3, 'UTC') DEFAULT now64(3)
;
ALTER TABLE events
ADD INDEX IF NOT EXISTS by_stored stored TYPE minmax GRANULARITY 1
;
ALTER TABLE verdicts
ADD INDEX IF NOT EXISTS by_stored stored TYPE minmax GRANULARITY 1
;
ALTER TABLE events MATERIALIZE INDEX by_stored
;
ALTER TABLE verdicts MATERIALIZE INDEX by_stored
;
