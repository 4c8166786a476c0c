-- What happened with an account ("" for all) elsewhere than on the site since {since} (UTC ms), newest first.
-- Only of accounts that may be named.
SELECT
    k.company AS account,
    toUnixTimestamp64Milli(e.ts) AS ts,
    toUnixTimestamp64Milli(e.received) AS received,
    e.view AS id,
    e.signals AS signals,
    e.channel AS channel,
    e.utm_campaign AS campaign,
    e.utm_source AS source,
    e.visitor AS visitor
FROM events AS e
INNER JOIN
(
    SELECT address_key, argMax(v.company, v.decided) AS company
    FROM verdicts AS v
    WHERE v.method = 'given' AND ({account:String} = '' OR v.company = {account:String})
    GROUP BY address_key
) AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.source = 'offline'
  AND e.ts >= fromUnixTimestamp64Milli({since:Int64}, 'UTC')
  AND k.company NOT IN {{_kept_back}}
  AND k.company NOT IN (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
ORDER BY e.ts DESC, e.view
LIMIT {limit:UInt32}
