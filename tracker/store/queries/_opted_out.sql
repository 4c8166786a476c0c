-- Of an address's newest verdict (rule, whose, whose_domain, network): did its company, or the network, ask
-- not to be identified? Who asked by a domain is meant too where only the name is known: acme.com, ~acme. Holds for the past too, so no {known_at} here. A verdict's block that is itself wider
-- than the range asked for is hidden with it only where blocks are kept no finer (/24, /48).
rule = 'opted_out'
OR has(
    (
        SELECT arrayConcat(groupArray(id), groupArray(concat('~', splitByChar('.', id)[1])))
        FROM (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')
    ),
    whose
)
OR has(
    (SELECT groupArray(id) FROM (SELECT id FROM records WHERE kind = 'optout' GROUP BY id HAVING argMax(doc, at) != '')),
    whose_domain
)
OR arrayExists(
    range -> (
            toUInt8OrZero(splitByChar('/', network)[2]) >= toUInt8OrZero(splitByChar('/', range)[2])
            AND isIPAddressInRange(if(network = '', '::', splitByChar('/', network)[1]), range)
        )
        OR (
            toUInt8OrZero(splitByChar('/', network)[2]) >= if(position(network, ':') > 0, 48, 24)
            AND isIPAddressInRange(splitByChar('/', range)[1], if(network = '', '::/128', network))
        ),
    (
        SELECT groupArray(id)
        FROM (SELECT id FROM records WHERE kind = 'optout' AND position(id, '/') > 0 GROUP BY id HAVING argMax(doc, at) != '')
    )
)
