"""The ledger: content/ to model.Ledger, with all problems at once. See `read`, and `art` for pictures.

A ledger may have a million awards, so `Ledger.awards` and `Ledger.earners` hold columns of numbers, some seventy bytes
for each award, and make records when they are asked for, from the row in the file (which stays open):

    ledger.awards[7]  [10:20]  iteration  len     Awards in file order; a loop over all is cheaper than as many [7]
    ledger.awards.standing[7]                     columns, events considered: see model.Awards
    ledger.awards.mark[7]                         changes with any row that the award is made of: see `marks`
    ledger.awards.ids[7]                          the id, ten bytes each; .row_of(id), .rows_by_id() the other way
    ledger.awards.batch(rows)                     small and picklable; .pairs(achievements) makes (Award, Earner)
    ledger.earners["alice"]  .values()  len       Earners, as from a dict in file order; .row_of(id), .read(rows)
    ledger.earners.visibility[7]                  columns: see model.Earners
    ledger.has_address("alice@example.org")       whether an earner has it, in small letters

What is read again is compared with its mark; BadgepressError where a file was written into meanwhile. Positions in
columns are those of the files, of sound rows; positions of achievements those of `ledger.achievements`.
"""

from generator.ledger.read import read_ledger

__all__ = ["read_ledger"]
