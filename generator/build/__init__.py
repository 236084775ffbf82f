"""The build: from a ledger and a signer to a site in place.

run        the whole story on one page
plan       what is on the site: which awards, which pages, which lists
survey     what of it is not as the last build left it: state (the record), digests, delta (awards), people, aggregates
shard      digest and render: pure work on a range of awards, without a key; profiles, the same for pages of earners
issue      ranges through digest, signing and rendering; pool, the processes they run in; steps, what else those do
assemble   everything that is made or taken over, in a stage; writer, the one that writes files of the site
look       a glance at bytes as they are made; inspect, the last look at a staged site before anyone sees it
commit     the stage becomes the site: switch, all at once; journal, a little at a time
means      theme, frames and art, read once; art, pictures as they are needed
ownphrases what is wrong or doubtful in a project's phrases; owntheme, what is doubtful in its theme
"""
