-- The stage of these accounts of a site (none named: of all) that was recorded for {at} or before (UTC ms), as recorded by {known_at}.
SELECT
    s.account AS account,
    argMax(s.to_stage, (s.at, s.decided)) AS stage,
    argMax(s.actor, (s.at, s.decided)) AS actor,
    toUnixTimestamp64Milli(max(s.at)) AS at
FROM stage_changes AS s
WHERE s.site = {site:String} AND (empty({accounts:Array(String)}) OR s.account IN {accounts:Array(String)})
  AND s.at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
  AND s.decided <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
GROUP BY account
ORDER BY account
