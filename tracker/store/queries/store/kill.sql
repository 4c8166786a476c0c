-- Cancel what this store's own sessions still run.
KILL QUERY WHERE Settings['log_comment'] LIKE {session:String} ASYNC
