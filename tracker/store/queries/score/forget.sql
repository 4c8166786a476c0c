-- Rows of a site older than {version}: replaced ones, or all (a version in the far future).
ALTER TABLE score_accounts
DELETE WHERE site = {site:String}
  AND (
      version < {version:Int64}
      OR (id, version) NOT IN (SELECT id, max(version) FROM score_accounts WHERE site = {site:String} GROUP BY id)
  )
SETTINGS mutations_sync = 1
