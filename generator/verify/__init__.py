"""Whether a badge may be believed: the numbered checks for a stranger's file, and where documents come from.

check       the steps, in their order
findings    what they found, and the one state that follows
published   an issuer's keys and status lists, each read once and checked
sources     where did.json and status lists are read: a folder, the network, nowhere
target      what a person named: a file, a folder, an address
report      the answer, as a person and as a machine read it

This room has no ledger, no key and no page: it knows what a stranger knows.
"""
