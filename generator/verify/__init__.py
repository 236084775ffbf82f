"""Whether a badge may be believed: the numbered checks for a stranger's file, and where documents come from.

check     the steps, and the one state they lead to
sources   where did.json and status lists are read: a folder, the network, nowhere
target    what a person named: a file, a folder, an address
report    the answer, as a person and as a machine read it

This room has no ledger, no key and no page: it knows what a stranger knows.
"""
