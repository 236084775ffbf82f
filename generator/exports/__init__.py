"""Badges handed on: the ledger as other platforms' tables, built badges to take along, and archives.

tables      awards as CSV, in the columns of another platform
bundles     built badges as ZIP files: one for each earner, or one for all
hosted      the Open Badges 2.0 files of a built site
archive     everything that rebuilds a site
zips        ZIP files of which the same input always gives the same bytes
outfile     the one writer of what was asked for, outside the project's own folders
"""
