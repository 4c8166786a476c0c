-- How these accounts of a site (none named: all) came first: channel, source and campaign of its first event, and when that was (UTC ms).
SELECT
    k.company AS account,
    toUnixTimestamp64Milli(min(e.ts)) AS first_seen,
    argMin(e.channel, (e.ts, e.view, e.seq)) AS channel,
    argMin(multiIf(e.source = 'offline', '', e.utm_source != '', e.utm_source, e.ref_host), (e.ts, e.view, e.seq)) AS source,
    argMin(e.utm_campaign, (e.ts, e.view, e.seq)) AS campaign
FROM events AS e
INNER JOIN
(
    SELECT v.address_key AS address_key, argMax(v.company, v.decided) AS company, argMax(v.confidence, v.decided) AS sure
    FROM verdicts AS v
    WHERE {{_of_companies}}
    GROUP BY v.address_key
    HAVING company != '' AND sure >= toFloat32({floor:Float64})
) AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.bot = '' AND {{_of_companies}}
GROUP BY account
ORDER BY account
