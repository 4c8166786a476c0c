-- When each account was first recorded as qualified (MQL1 or beyond).
SELECT account, toUnixTimestamp64Milli(min(at)) AS qualified_at
FROM stage_changes
WHERE site = {site:String} AND at <= fromUnixTimestamp64Milli({at:Int64}, 'UTC')
  AND (startsWith(to_stage, 'MQL') OR to_stage IN ('OFFERED', 'SAL', 'SQL', 'OPPORTUNITY', 'WON'))
GROUP BY account
