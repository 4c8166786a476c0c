-- Which of these address keys have a verdict already: a run that was killed between insert and tick.
SELECT DISTINCT address_key
FROM verdicts
WHERE address_key IN {keys:Array(String)}
