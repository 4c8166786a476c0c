-- Of an address's newest verdict (rule, whose, whose_domain, network): did its company, or the network, ask
-- not to be identified? Who asked by a domain is meant too where only the name is known: acme.com, ~acme. Holds for the
-- past too, so no {known_at} here. A verdict's block that is itself wider than the range asked for is hidden with it
-- only where blocks are kept no finer (/24, /48). The list is asked for once, however often it stands here.
rule = 'opted_out'
OR has({{_hidden}}, whose_domain)
OR has(arrayConcat({{_hidden}}, arrayMap(id -> concat('~', splitByChar('.', id)[1]), {{_hidden}})), whose)
OR arrayExists(
    range -> (
            toUInt8OrZero(splitByChar('/', network)[2]) >= toUInt8OrZero(splitByChar('/', range)[2])
            AND isIPAddressInRange(if(network = '', '::', splitByChar('/', network)[1]), range)
        )
        OR (
            toUInt8OrZero(splitByChar('/', network)[2]) >= if(position(network, ':') > 0, 48, 24)
            AND isIPAddressInRange(splitByChar('/', range)[1], if(network = '', '::/128', network))
        ),
    arrayFilter(id -> position(id, '/') > 0, {{_hidden}})
)
