-- Every fact ever stored of a company, oldest first, with who entered it and when (UTC ms).
SELECT field, value, source, actor, toString(dated) AS dated, toUnixTimestamp64Milli(at) AS entered
FROM firmographics
WHERE company = {company:String}
ORDER BY at, field, source
