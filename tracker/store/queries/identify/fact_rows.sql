-- Every fact ever stored of a company, oldest first.
SELECT company, field, value, source, toString(dated) AS dated, toUnixTimestamp64Milli(at) AS at
FROM firmographics
WHERE company = {company:String}
ORDER BY at, field, source
