"""Credentials as Open Badges 3.0 wants them: composed, signed, read back, and the documents that say whom to believe.

compose     a ledger's award as an unsigned credential
profile     the closed profile: which documents we sign and judge
proof       Data Integrity proofs with Ed25519
status      bitstring status lists as credentials
did         did:web and did:key: addresses and documents
identity    how the earner stands in the credential

Nothing here opens a secret, a file or a connection.
"""
