-- Who corrected a fact, and whom a CRM named as the owner.
ALTER TABLE firmographics
UPDATE
    actor = replaceRegexpAll(actor, {pattern:String}, {instead:String}),
    value = replaceRegexpAll(value, {pattern:String}, {instead:String})
WHERE position(actor, {user:String}) > 0 OR (field = 'owner' AND position(value, {user:String}) > 0)
SETTINGS mutations_sync = 1
