-- Accounts that stand in one of {stages} at {at} (UTC ms): since when, how they came there, what was said then.
SELECT
    s.account AS account,
    argMax(s.to_stage, (s.at, s.decided)) AS stage,
    argMax(s.actor, (s.at, s.decided)) AS actor,
    toUnixTimestamp64Milli(max(s.at)) AS since,
    JSONExtractInt(argMax(s.facts, (s.at, s.decided)), 'wake') AS wake,
    JSONExtractFloat(argMax(s.facts, (s.at, s.decided)), 'engagement') AS engagement,
    JSONExtractInt(argMax(s.facts, (s.at, s.decided)), 'cycle') AS cycle,
    JSONExtractBool(argMax(s.facts, (s.at, s.decided)), 'act_now') AS act_now
FROM stage_changes AS s
WHERE s.site = {site:String} AND s.at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
  AND s.account NOT IN {{_kept_back}}
  AND s.account NOT IN (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
GROUP BY account
HAVING stage IN {stages:Array(String)}
ORDER BY account
