-- The newest row of each account of a site whose id lies in {low} to {high}.
SELECT *
FROM score_accounts
WHERE site = {site:String} AND id BETWEEN {low:UInt64} AND {high:UInt64}
  AND (id, version) IN
  (
      SELECT id, max(version)
      FROM score_accounts
      WHERE site = {site:String} AND id BETWEEN {low:UInt64} AND {high:UInt64}
      GROUP BY id
  )
