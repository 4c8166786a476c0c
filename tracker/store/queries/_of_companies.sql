-- Addresses that ever were one of {companies}; none named: all. Whose they are now is for _known to say. It only
-- says where to look: so little of events and verdicts is read, however much there is.
empty({companies:Array(String)})
OR address_key IN (SELECT address_key FROM verdicts WHERE company IN {companies:Array(String)})
