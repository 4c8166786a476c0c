-- Who viewed: every view of the days [from_day, to_day] in zone {zone}, by class and, where one is known, company.
-- "addresses" are address keys: an address that comes on two days counts twice.
SELECT
    multiIf(e.bot != '', 'bot', e.address_key = '', 'unknown', k.kind = '', 'pending', k.kind) AS class,
    if(e.bot = '' AND k.confidence >= toFloat32({floor:Float64}), k.company, '') AS account,
    argMax(k.company_name, (k.confidence, k.company_name)) AS name,
    argMax(k.method, (k.confidence, k.company_name)) AS method,
    round(max(k.confidence), 4) AS confidence,
    count() AS views,
    uniqExactIf(e.address_key, e.address_key != '') AS addresses,
    uniqExact(e.visitor) AS visitors
FROM events AS e
LEFT JOIN {{_known}} AS k ON k.address_key = e.address_key
WHERE e.site = {site:String} AND e.name = 'pv'
  AND toDate(e.ts, {zone:String}) BETWEEN {from_day:Date} AND {to_day:Date}
GROUP BY class, account
ORDER BY views DESC, account, class
