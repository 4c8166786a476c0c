-- When each account was last won, by {at} (UTC ms).
SELECT account, toUnixTimestamp64Milli(max(at)) AS won_at
FROM stage_changes
WHERE site = {site:String} AND at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC') AND to_stage = 'WON'
GROUP BY account
