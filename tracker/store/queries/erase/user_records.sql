-- The name of a user in every version of every record; {pattern} finds it where it stands for itself.
ALTER TABLE records
UPDATE
    doc = replaceRegexpAll(doc, {pattern:String}, {instead:String}),
    actor = replaceRegexpAll(actor, {pattern:String}, {instead:String})
WHERE position(doc, {user:String}) > 0 OR position(actor, {user:String}) > 0
SETTINGS mutations_sync = 1
