-- The stages each account of a site went through up to {at} (UTC ms), oldest first, of those that ever had an outcome.
SELECT account, arrayMap(item -> item.2, arraySort(item -> item.1, groupArray(((s.at, s.decided), s.to_stage)))) AS stages
FROM stage_changes AS s
WHERE s.site = {site:String} AND s.at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
GROUP BY s.account AS account
HAVING hasAny(stages, ['WON', 'LOST', 'DISQUALIFIED'])
ORDER BY account
