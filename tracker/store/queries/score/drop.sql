ALTER TABLE score_scratch DROP PARTITION {fill:Int64}
