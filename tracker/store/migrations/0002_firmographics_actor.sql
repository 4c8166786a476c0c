-- Who entered a fact: a person's e-mail, "command line", or empty for data this installation looks up itself.
ALTER TABLE firmographics ADD COLUMN IF NOT EXISTS actor String DEFAULT ''
;
