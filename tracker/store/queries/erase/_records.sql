-- Records of a site: its own, those under its name, those that name it. The opt-outs, users and corrections of the
-- whole installation have names of their own kind and are none.
(id = {site:String} AND kind NOT IN ('user', 'optout', 'kept_back'))
OR startsWith(id, concat({site:String}, '/'))
OR endsWith(id, concat(':', {site:String}))
OR (kind, id) IN (SELECT kind, id FROM records WHERE JSONExtractString(doc, 'site') = {site:String})
