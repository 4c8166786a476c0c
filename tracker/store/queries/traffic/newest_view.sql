SELECT if(count() = 0, 0, toUnixTimestamp64Milli(max(ts))) AS ts
FROM events
WHERE site = {site:String} AND name = 'pv'
