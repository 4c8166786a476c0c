-- Every product page that accounts of the site viewed between {from_ts} and {to_ts} (UTC ms), as it was called.
SELECT DISTINCT cityHash64(title, url_path) AS page, title, url_path AS path
FROM events
WHERE site = {site:String} AND bot = '' AND name = 'pv' AND has(signals, {product:String})
  AND ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
