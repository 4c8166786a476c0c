-- Companies that anything is known of.
SELECT DISTINCT company FROM firmographics
