-- How many events there are to gather, and a mark of who must not be named: when it changes, all is gathered anew.
SELECT
    count() AS events,
    {{_hidden_mark}} AS hidden
FROM events
WHERE site = {site:String} AND bot = '' AND ts >= fromUnixTimestamp64Milli({from_ts:Int64}, 'UTC')
