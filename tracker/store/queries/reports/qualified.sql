-- When each account was first recorded as qualified (MQL1 or beyond).
SELECT account, toUnixTimestamp64Milli(min(at)) AS qualified_at
FROM stage_changes
WHERE site = {site:String} AND at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
  AND to_stage IN ('MQL1', 'MQL2', 'MQL3', 'OFFERED', 'SAL', 'SQL', 'OPPORTUNITY', 'WON')
GROUP BY account
