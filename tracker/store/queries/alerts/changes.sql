-- Changes of stage written down later than {since} (UTC ms) that came to be so after {fresh}, oldest first.
-- The newest of an account is what one is told of.
SELECT
    s.account AS account,
    argMax(s.from_stage, (s.at, s.decided)) AS from_stage,
    argMax(s.to_stage, (s.at, s.decided)) AS to_stage,
    argMax(s.actor, (s.at, s.decided)) AS actor,
    toUnixTimestamp64Milli(max(s.at)) AS at
FROM stage_changes AS s
WHERE s.site = {site:String}
  AND s.decided > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND s.at > fromUnixTimestamp64Milli({fresh:Int64}, 'UTC')
  AND s.at <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
  AND s.account NOT IN {{_kept_back}}
  AND s.account NOT IN (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
GROUP BY account
ORDER BY at, account
