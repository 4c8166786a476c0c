-- Addresses from which a hand was raised lately: few, however much there is.
address_key IN
(
    SELECT address_key
    FROM events
    WHERE site = {site:String} AND bot = ''
      AND ts BETWEEN fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC') AND fromUnixTimestamp64Milli({at:Int64}, 'UTC')
      AND name NOT IN ('pv', 'en') AND hasAny(signals, {signals:Array(String)})
)
