-- Who moved an account stays a person of that role.
ALTER TABLE stage_changes
UPDATE
    actor = replaceRegexpAll(actor, {pattern:String}, {instead:String}),
    facts = replaceRegexpAll(facts, {pattern:String}, {instead:String})
WHERE position(actor, {user:String}) > 0 OR position(facts, {user:String}) > 0
SETTINGS mutations_sync = 1
