-- Companies that are not named though they are known: too small, or a person trading alone (tracker.veil).
SELECT id FROM records WHERE kind = 'kept_back' GROUP BY id HAVING argMax(doc, at) != ''
