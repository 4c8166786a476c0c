-- Every change of stage of a site that was made by {at} (UTC ms), account by account, oldest first.
SELECT
    s.account AS account,
    toUnixTimestamp64Milli(s.at) AS at,
    s.from_stage AS from_stage,
    s.to_stage AS to_stage,
    s.actor AS actor,
    s.model AS model,
    JSONExtractString(s.facts, 'move') AS move,
    JSONExtractString(s.facts, 'said', 'reason') AS reason,
    JSONExtractString(s.facts, 'grade') AS grade,
    JSONExtractFloat(s.facts, 'engagement') AS engagement,
    JSONExtractBool(s.facts, 'act_now') AS act_now,
    arrayDistinct(JSONExtract(s.facts, 'ledger', 'Array(Tuple(rule String))').rule) AS rules
FROM stage_changes AS s
WHERE s.site = {site:String} AND s.at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
  AND s.account NOT IN {{_kept_back}}
  AND s.account NOT IN (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
ORDER BY s.account, s.at, s.decided
