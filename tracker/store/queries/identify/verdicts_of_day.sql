-- All verdicts on the addresses of one day, as they were stored.
SELECT * EXCEPT (decided, confidence), round(confidence, 4) AS confidence, toUnixTimestamp64Milli(decided) AS decided
FROM verdicts
WHERE day = {day:Date}
ORDER BY address_key, decided
