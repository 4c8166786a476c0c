-- Accounts of which the sums cannot tell exactly at {at} (UTC ms): more happened later on the same UTC day, or a
-- page was being read across midnight then; or a visitor did more in a day than a model with a low cap
-- counts ({crowd}: 0 where no model has one).
SELECT id, account
FROM {{score/_rows}}
WHERE arrayExists(t -> t > {at:Int64} AND intDiv(t, 86400000) = intDiv({at:Int64}, 86400000), last_at)
   OR arrayExists((f, t) -> f <= {at:Int64} AND t > {at:Int64}, open_from, open_to)
   OR ({crowd:UInt32} > 0 AND crowd >= {crowd:UInt32})
