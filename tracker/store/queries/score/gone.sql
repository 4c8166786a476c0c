-- Accounts looked at again of which nothing may be left: the row before the one just gathered, if any was.
INSERT INTO score_accounts (site, id, account, version)
SELECT {site:String}, cityHash64(account), account, {fill:Int64} - 1
FROM (SELECT arrayJoin({companies:Array(String)}) AS account)
