SELECT if(count() = 0, 0, toUnixTimestamp64Milli(max(received))) AS received
FROM events
