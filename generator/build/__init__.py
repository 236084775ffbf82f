"""The build: from a ledger and a signer to a site in place.

run        the whole story on one page
plan       what is to be made: which awards, which pages, which lists
shard      digest and render: pure work on a range of awards, without a key
aggregates pages and documents that are about many awards
stage      the one writer of files: a complete new site beside the old one
inspect    the last look at a staged site before anyone sees it
switch     the exchange of old and new, in one step
"""
