-- How long after it happened each fair, event or list came in: hours, by campaign.
SELECT
    utm_campaign AS campaign,
    count() AS touches,
    quantileExact(0.5)((toUnixTimestamp64Milli(received) - toUnixTimestamp64Milli(ts)) / 3600000) AS median_hours,
    max((toUnixTimestamp64Milli(received) - toUnixTimestamp64Milli(ts)) / 3600000) AS most_hours,
    toUnixTimestamp64Milli(max(ts)) AS newest
FROM events
WHERE site = {site:String} AND source = 'offline' AND utm_campaign != ''
GROUP BY campaign
ORDER BY newest DESC
LIMIT 20
