-- Work spaces that a killed gathering left behind.
SELECT DISTINCT fill FROM score_scratch WHERE fill < {before:Int64}
