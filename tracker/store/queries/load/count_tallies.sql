SELECT count() AS n FROM tallies WHERE batch = {batch:String}
