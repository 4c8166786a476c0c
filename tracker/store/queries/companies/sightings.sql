-- Work mail domains given with consent since {since} (UTC ms), with the network and kind of the newest verdict.
SELECT
    k.kept AS network,
    k.kind AS kind,
    JSONExtractString(e.props, 'domain') AS domain,
    e.visitor AS visitor,
    toUnixTimestamp64Milli(e.ts) AS ts
FROM events AS e
INNER JOIN
(
    SELECT
        address_key,
        argMax(if(kept = '', network, kept), decided) AS kept,
        argMax(kind, decided) AS kind
    FROM verdicts
    WHERE address_key IN
    (
        SELECT address_key
        FROM events
        WHERE name = 'md' AND ts > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
    )
    GROUP BY address_key
) AS k ON k.address_key = e.address_key
WHERE e.name = 'md' AND e.consent = 'yes' AND e.bot = '' AND domain != '' AND network != ''
  AND e.ts > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
ORDER BY ts, visitor, domain
