-- Where one account stands at {at} (UTC ms), since when and how it came there. No row: nothing is recorded.
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
  AND s.account = {account:String}
GROUP BY account
