-- Companies of imported lists that never showed up on the site, with what the lists say of them. Who is a customer,
-- a competitor or a partner already is no lead; who asked not to be known, or is kept back, is not there.
SELECT
    f.company AS key,
    argMaxIf(f.value, f.at, f.field = 'name') AS name,
    argMaxIf(f.value, f.at, f.field = 'country') AS country,
    argMaxIf(f.value, f.at, f.field = 'city') AS city,
    argMaxIf(f.value, f.at, f.field = 'industry') AS industry,
    argMaxIf(f.value, f.at, f.field = 'employees') AS employees,
    argMaxIf(f.value, f.at, f.field = 'owner') AS owner,
    argMaxIf(f.value, f.at, f.field = 'relation') AS relation,
    argMax(f.source, f.at) AS list,
    toString(min(f.dated)) AS dated
FROM firmographics AS f
WHERE f.source IN ('crm', 'import')
  AND f.company NOT IN
  (
      SELECT company
      FROM verdicts
      WHERE company != '' AND address_key IN
      (SELECT address_key FROM events WHERE site = {site:String} AND bot = '')
  )
  AND f.company NOT IN {{_kept_back}}
  AND f.company NOT IN (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
GROUP BY f.company
HAVING max(f.value != '') AND relation NOT IN ('customer', 'competitor', 'partner')
ORDER BY key
