-- What people viewed from the address keys of one page of the history: ({after}, {last}], or just of {keys}.
SELECT site, address_key, countIf(name = 'pv') AS views
FROM events
WHERE bot = '' AND address_key > {after:String} AND address_key <= {last:String}
  AND (empty({site:String}) OR site = {site:String})
  AND (empty({keys:Array(String)}) OR address_key IN {keys:Array(String)})
GROUP BY site, address_key
ORDER BY site, address_key
