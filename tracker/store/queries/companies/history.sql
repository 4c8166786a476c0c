-- Every fact ever stored of a company, oldest first, with who entered it.
SELECT field, value, source, actor, toString(dated) AS dated, toUnixTimestamp64Milli(at) AS at
FROM firmographics
WHERE company = {company:String}
ORDER BY at, field, source
