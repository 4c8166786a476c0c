-- How many address keys there are to look at again, and when the newest verdict of all was given (UTC ms).
SELECT
    uniqExactIf(
        address_key,
        day >= {since:Date}
        AND (empty({site:String}) OR address_key IN (SELECT address_key FROM events WHERE site = {site:String}))
    ) AS n,
    if(count() = 0, 0, toUnixTimestamp64Milli(max(decided))) AS newest
FROM verdicts
