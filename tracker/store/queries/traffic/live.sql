-- The newest events by arrival, with what was known of them at {known_at}. When the oldest of them came is looked up
-- first, in one column: the others are then read where such events are.
WITH (
    SELECT min(received)
    FROM
    (
        SELECT received
        FROM events
        WHERE site = {site:String} AND source != 'offline' AND received > fromUnixTimestamp64Milli({since:Int64}, 'UTC')
        ORDER BY received DESC
        LIMIT {limit:UInt32}
    )
) AS oldest
SELECT
    toUnixTimestamp64Milli(e.ts) AS ts,
    toUnixTimestamp64Milli(e.received) AS received,
    e.name AS name,
    e.url_host AS host,
    e.url_path AS path,
    e.title AS title,
    e.signals AS signals,
    e.channel AS channel,
    if(e.utm_source != '', e.utm_source, e.ref_host) AS source,
    e.device AS device,
    e.browser AS browser,
    e.os AS os,
    multiIf(e.bot != '', 'bot', e.address_key = '', 'unknown', k.kind = '', 'pending', k.kind) AS kind,
    if(e.bot = '', k.company, '') AS company,
    if(e.bot = '', k.company_name, '') AS company_name,
    if(e.bot = '', round(k.confidence, 4), 0) AS confidence,
    k.operator AS operator,
    e.view AS view,
    e.visitor AS visitor
FROM
(
    SELECT *
    FROM events
    WHERE site = {site:String} AND source != 'offline' AND received > fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND received >= oldest
    ORDER BY received DESC, ts DESC, view, seq DESC
    LIMIT {limit:UInt32}
) AS e
LEFT JOIN
(
    SELECT
        address_key,
        if(opted_out, 'opted_out', said) AS kind,
        if(opted_out OR kept_back, '', whose) AS company,
        if(opted_out OR kept_back, '', whose_name) AS company_name,
        confidence,
        operator
    FROM
    (
    SELECT *, {{_opted_out}} AS opted_out, whose IN {{_kept_back}} AS kept_back
    FROM
    (
    SELECT
        address_key,
        argMax(network, decided) AS network,
        argMax(kind, decided) AS said,
        argMax(rule, decided) AS rule,
        argMax(company, decided) AS whose,
        argMax(company_name, decided) AS whose_name,
        argMax(company_domain, decided) AS whose_domain,
        argMax(confidence, decided) AS confidence,
        argMax(operator, decided) AS operator
    FROM verdicts
    WHERE decided <= fromUnixTimestamp64Milli({known_at:Int64}, 'UTC')
      AND address_key IN
      (
          SELECT address_key
          FROM events
          WHERE site = {site:String} AND source != 'offline' AND received > fromUnixTimestamp64Milli({since:Int64}, 'UTC') AND received >= oldest
          ORDER BY received DESC, ts DESC, view, seq DESC
          LIMIT {limit:UInt32}
      )
    GROUP BY address_key
    )
    )
) AS k ON k.address_key = e.address_key
ORDER BY e.received DESC, e.ts DESC, e.view, e.seq DESC
