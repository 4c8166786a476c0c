-- Which of these address keys have a verdict from this version of the data already?
-- A run that was killed between insert and tick finds its own verdicts; newer data decides anew.
SELECT address_key
FROM verdicts
WHERE address_key IN {keys:Array(String)}
GROUP BY address_key
HAVING argMax(version, decided) = {version:String}
