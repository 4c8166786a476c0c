-- How many accounts stand in each stage at {at} (UTC ms).
SELECT stage, count() AS n
FROM (
    SELECT s.account AS account, argMax(s.to_stage, (s.at, s.decided)) AS stage
    FROM stage_changes AS s
    WHERE s.site = {site:String} AND s.at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
    AND s.account NOT IN {{_kept_back}}
    AND s.account NOT IN (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
    GROUP BY account
)
GROUP BY stage
ORDER BY stage
