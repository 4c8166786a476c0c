-- Addresses that ever were a bot's.
address_key IN (SELECT address_key FROM verdicts WHERE kind = 'bot')
