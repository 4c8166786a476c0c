-- Every change into or out of the hands of sales that was written down later than {since} (UTC ms) and came to
-- be so after {fresh}, oldest first. An account may have several: none of them is left out.
SELECT
    s.account AS account,
    s.from_stage AS from_stage,
    s.to_stage AS to_stage,
    s.actor AS actor,
    s.facts AS facts,
    toUnixTimestamp64Milli(s.at) AS at
FROM stage_changes AS s
WHERE s.site = {site:String}
  AND s.decided > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND s.at > fromUnixTimestamp64Milli({fresh:Int64}, 'UTC')
  AND s.at <= fromUnixTimestamp64Milli({until:Int64}, 'UTC')
  AND (s.to_stage IN ('OFFERED', 'RECYCLED') OR s.from_stage = 'OFFERED')
  AND s.account NOT IN {{_kept_back}}
  AND s.account NOT IN (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
ORDER BY s.at, s.account
