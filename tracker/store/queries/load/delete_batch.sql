-- A batch that arrived in part is taken back before it is loaded again.
DELETE FROM events WHERE batch = {batch:String}
