-- Records that are a user's own: the account, sessions, links, known browsers, drafts.
ALTER TABLE records
DELETE WHERE (kind = 'user' AND id = {user:String})
    OR endsWith(id, concat('/', {user:String}))
    OR (
        kind IN ('session', 'token', 'browser')
        AND (kind, id) IN
        (
            SELECT kind, id
            FROM records
            WHERE kind IN ('session', 'token', 'browser') AND JSONExtractString(doc, 'user') = {user:String}
        )
    )
SETTINGS mutations_sync = 1
