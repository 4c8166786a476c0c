-- Rows in which that name still stands.
SELECT
    (SELECT count() FROM records WHERE position(concat(id, ' ', actor, ' ', doc), {user:String}) > 0)
    + (SELECT count() FROM stage_changes WHERE position(concat(actor, ' ', facts), {user:String}) > 0)
    + (SELECT count() FROM firmographics WHERE position(concat(actor, ' ', value), {user:String}) > 0) AS n
