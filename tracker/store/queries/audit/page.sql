-- The audit log, the newest first; an empty filter asks for all. Ids begin with the time, so they are the order.
SELECT id, toUnixTimestamp64Milli(at) AS at, actor AS who, doc
FROM records
WHERE kind = 'audit'
    AND id >= {since:String} AND id < {until:String} AND id < {older_than:String}
    AND ({who:String} = '' OR actor = {who:String})
    AND ({site:String} = '' OR JSONExtractString(doc, 'site') = {site:String})
    AND ({what:String} = '' OR startsWith(JSONExtractString(doc, 'what'), concat({what:String}, '.')))
ORDER BY id DESC
LIMIT {most:UInt32}
