-- Every page that was viewed between {from_ts} and {to_ts} (UTC ms), as it was called; {signal} not empty: only
-- those with this signal.
SELECT cityHash64(title, url_path) AS page, title, url_path AS path, groupUniqArrayArray(signals) AS said
FROM events
WHERE site = {site:String} AND bot = '' AND name = 'pv' AND ({signal:String} = '' OR has(signals, {signal:String}))
  AND ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({to_ts:Int64}, 'UTC')
GROUP BY title, url_path
