"""Badges brought here from elsewhere: files of other platforms to rows of the ledger. See `run` for the story.

    incoming    what any file says of one award
    table       CSV as others write it: separators, encodings, records with their places
    dates       dates as others write them; which order is meant is shown by the column, or asked
    formats/    one file for each kind of table: which column is what
    columnmap   the same, written by an administrator
    openbadges  assertions and credentials as JSON; folder and jsonfile are where they come from
    mapping     which badge of theirs is which achievement of ours
    making      new achievements from what a file says of a badge
    people      whose award it is
    draws       ids and status indexes, at random
    awards      what is new, what is known, what contradicts
    record      what an import added, so that it can be taken back

Nothing here writes: `ledger.change` does.
"""
