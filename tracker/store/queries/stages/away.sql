-- Accounts that people set aside, lost or saw leave, and are still there at {at} (UTC ms): since when, with the
-- facts of that change (a date to come back to it may be among them).
SELECT
    s.account AS account,
    argMax(s.to_stage, (s.at, s.decided)) AS stage,
    argMax(s.facts, (s.at, s.decided)) AS facts,
    toUnixTimestamp64Milli(max(s.at)) AS at
FROM stage_changes AS s
WHERE s.site = {site:String} AND s.at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
GROUP BY account
HAVING stage IN ('RECYCLED', 'LOST', 'CHURNED')
ORDER BY account
