"""The parts of tools/make_corpus.py: badges and near-badges, each with the state that the rules give it.

keys, world    fixed test keys; the issuers, lists and whole badges that every case starts from
book           a case, and how cases are written so that the folder stays small
members        what Open Badges 3.0 says of every member: its kind, whether it must be there, whether it may be many
the others     one kind of change each
"""
