-- Every recorded change of one account's stage, oldest first.
SELECT
    toUnixTimestamp64Milli(s.at) AS at,
    toUnixTimestamp64Milli(s.decided) AS decided,
    s.from_stage AS from_stage,
    s.to_stage AS to_stage,
    s.model AS model,
    s.actor AS actor,
    s.facts AS facts
FROM stage_changes AS s
WHERE s.site = {site:String} AND s.account = {account:String}
ORDER BY s.at, s.decided
