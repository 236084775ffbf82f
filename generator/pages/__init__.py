"""Views and pages.

frame        what surrounds every page, and where its links start
parts        pieces that several views share
award, achievement, catalogue, people, plain     one view and one builder for each kind of page
written, support, privacy                        pages of words: the organisation's own, whom to ask, what is published
panel, results, skills                           parts of those with a story of their own
views        all of them, for those who plan a site
markdown     the one place where text is marked safe
theme_files, accent, words, render               a theme, and a view made into a page with it

A view is frozen and complete: what a template may show, already chosen, worded and linked. Nothing here reaches a
key or the ledger.
"""
