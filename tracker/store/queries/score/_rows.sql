-- The newest row of each account of a site whose id lies in {low} to {high}, as score/snapshot found them.
SELECT *
FROM score_accounts
WHERE site = {site:String} AND id BETWEEN {low:UInt64} AND {high:UInt64} AND version <= {newest:Int64}
  AND cityHash64(id, version) NOT IN (SELECT arrayJoin({replaced:Array(UInt64)}))
