"""Dates: validFrom and validUntil against the moment of checking, and how an instant may be written.

From XML Schema 1.1, dateTimeStamp: the zone must be there, within 14 hours, and a minute has sixty seconds.
The first second of validFrom and the last second of validUntil are inside.
"""

from __future__ import annotations

from typing import Any

from corpus import world
from corpus.book import NOW, Book
from corpus.keys import Document
from corpus.world import badge


def add_all(book: Book) -> None:
    """All the cases of this module."""
    add_bounds(book)
    add_spellings(book)
    add_other_dates(book)


def _dated(**members: Any) -> Document:
    return world.guild(badge(3, credentialStatus=None, **members))


def add_bounds(book: Book) -> None:
    """Before, at and after the bounds."""
    book.chapter("date")
    until, begin = "2026-11-20T12:00:00Z", "2026-11-20T12:00:00Z"
    for slug, at, ends, begins in (
        ("an hour before", "2026-11-20T11:00:00Z", "valid", "early"),
        ("a second before", "2026-11-20T11:59:59Z", "valid", "early"),
        ("that very second", "2026-11-20T12:00:00Z", "valid", "valid"),
        ("a second after", "2026-11-20T12:00:01Z", "expired", "valid"),
        ("a year after", "2027-11-20T12:00:00Z", "expired", "valid"),
    ):
        book.add(f"end judged {slug}", ends, "the last second is inside", _dated(validUntil=until), at=at)
        book.add(f"begin judged {slug}", begins, "the first second is inside", _dated(validFrom=begin), at=at)
    for slug, until in (
        ("offset east", "2026-11-20T21:00:00+09:00"),
        ("offset west", "2026-11-20T04:30:00-07:30"),
        ("fraction", "2026-11-20T12:00:00.000Z"),
    ):
        for when, at, expect in (
            ("before", "2026-11-20T11:59:59Z", "valid"),
            ("that second", "2026-11-20T12:00:00Z", "valid"),
            ("after", "2026-11-20T12:00:01Z", "expired"),
        ):
            book.add(
                f"end with {slug} judged {when}",
                expect,
                "the same instant in another spelling",
                _dated(validUntil=until),
                at=at,
            )
        for when, at, expect in (
            ("before", "2026-11-20T11:59:59Z", "early"),
            ("that second", "2026-11-20T12:00:00Z", "valid"),
        ):
            book.add(
                f"begin with {slug} judged {when}",
                expect,
                "the same instant in another spelling",
                _dated(validFrom=until),
                at=at,
            )
    for slug, until, expect in (
        ("an early text and a late instant", "2026-11-20T20:00:00-05:00", "valid"),
        ("a late text and an early instant", "2026-11-21T08:00:00+09:00", "expired"),
    ):
        book.add(f"end with {slug}", expect, "instants are compared, not texts", _dated(validUntil=until), at=NOW)
    turned = {"validFrom": "2026-11-20T00:00:00Z", "validUntil": "2026-11-10T00:00:00Z"}
    for slug, at, expect in (
        ("before both", "2026-11-01T00:00:00Z", "early"),
        ("between", "2026-11-15T00:00:00Z", "early"),
        ("after both", NOW, "expired"),
    ):
        book.add(f"end before begin judged {slug}", expect, "the first state that applies", _dated(**turned), at=at)
    one = {"validFrom": "2026-11-20T00:00:00Z", "validUntil": "2026-11-20T00:00:00Z"}
    book.add(
        "one second of validity judged at it",
        "valid",
        "its first and last second",
        _dated(**one),
        at="2026-11-20T00:00:00Z",
    )
    book.add(
        "one second of validity judged after it",
        "expired",
        "its last second is over",
        _dated(**one),
        at="2026-11-20T00:00:01Z",
    )


def add_spellings(book: Book) -> None:
    """How the end of a badge is written."""
    book.chapter("date spelling")
    no_date = "no date with time and zone"
    for slug, text in (
        ("a date only", "2036-02-03"),
        ("no zone", "2036-02-03T09:00:00"),
        ("a blank for the T", "2036-02-03 09:00:00Z"),
        ("small letters", "2036-02-03t09:00:00z"),
        ("no seconds", "2036-02-03T09:00Z"),
        ("basic form", "20360203T090000Z"),
        ("a week date", "2036-W05-7T09:00:00Z"),
        ("an ordinal date", "2036-034T09:00:00Z"),
        ("slashes", "2036/02/03T09:00:00Z"),
        ("a leap second", "2036-12-31T23:59:60Z"),
        ("the 30th of February", "2036-02-30T00:00:00Z"),
        ("the 29th of February without a leap year", "2035-02-29T00:00:00Z"),
        ("the 29th of February 2100", "2100-02-29T00:00:00Z"),
        ("the 31st of April", "2036-04-31T00:00:00Z"),
        ("month zero", "2036-00-10T00:00:00Z"),
        ("month 13", "2036-13-10T00:00:00Z"),
        ("day zero", "2036-01-00T00:00:00Z"),
        ("hour 25", "2036-01-10T25:00:00Z"),
        ("minute 60", "2036-01-10T10:60:00Z"),
        ("second 61", "2036-01-10T10:00:61Z"),
        ("hour 24 and a minute", "2036-01-10T24:01:00Z"),
        ("an offset of 15 hours", "2036-01-10T10:00:00+15:00"),
        ("an offset of 14 hours and a minute", "2036-01-10T10:00:00+14:01"),
        ("an offset of 99 minutes", "2036-01-10T10:00:00+01:99"),
        ("an offset without a colon", "2036-01-10T10:00:00+0100"),
        ("an offset of hours", "2036-01-10T10:00:00+01"),
        ("an offset with seconds", "2036-01-10T10:00:00+01:00:00"),
        ("a zone by name", "2036-01-10T10:00:00 Europe/Paris"),
        ("a zone in brackets", "2036-01-10T10:00:00+01:00[Europe/Paris]"),
        ("a wide minus", "2036-01-10T10:00:00\u221201:00"),
        ("a point without digits", "2036-01-10T10:00:00.Z"),
        ("a comma", "2036-01-10T10:00:00,5Z"),
        ("two digits of a year", "36-01-10T10:00:00Z"),
        ("a blank before", " 2036-01-10T10:00:00Z"),
        ("a blank after", "2036-01-10T10:00:00Z "),
        ("a line feed after", "2036-01-10T10:00:00Z\n"),
        ("digits of another script", "\u0662\u0660\u0663\u0666-01-10T10:00:00Z"),
        ("wide digits", "\uff12\uff10\uff13\uff16-01-10T10:00:00Z"),
        ("a plus before", "+2036-01-10T10:00:00Z"),
        ("seconds since 1970", "2085213600"),
        ("a word", "never"),
        ("as in letters", "Thu, 10 Jan 2036 10:00:00 GMT"),
        ("as scripts show it", "Thu Jan 10 2036 10:00:00 GMT+0000"),
        ("a nul", "2036-01-10T10:00:00Z\u0000"),
    ):
        book.add(f"end written as {slug}", "unreadable", no_date, world.PLAIN | {"validUntil": text})
    for slug, text in (
        ("one digit of a fraction", "2036-01-10T10:00:00.5Z"),
        ("nine digits of a fraction", "2036-01-10T10:00:00.123456789Z"),
        ("an offset of 14 hours", "2036-01-10T10:00:00+14:00"),
        ("an offset of minus 14 hours", "2036-01-10T10:00:00-14:00"),
        ("an offset of zero", "2036-01-10T10:00:00+00:00"),
        ("an offset of half an hour", "2036-01-10T10:00:00+05:30"),
        ("the 29th of February in a leap year", "2036-02-29T23:59:59Z"),
        ("the 29th of February 2400", "2400-02-29T00:00:00Z"),
        ("the year 9999", "9999-12-31T23:59:59Z"),
        ("an offset of minus zero", "2036-01-10T10:00:00-00:00"),
    ):
        book.add(
            f"end written with {slug}", "valid", "a date with time and zone, still to come", _dated(validUntil=text)
        )
    limits = "a date that the standard allows and many libraries cannot hold"
    for slug, text in (
        ("hour 24", "2036-01-10T24:00:00Z"),
        ("the year 12026", "12026-01-10T10:00:00Z"),
        ("a hundred digits of a fraction", f"2036-01-10T10:00:00.{'0' * 99}1Z"),
    ):
        book.add(f"end written with {slug}", ("valid", "unreadable"), limits, _dated(validUntil=text))
    book.add(
        "end at the end of the year 9999 far in the west",
        ("valid", "unreadable"),
        limits,
        _dated(validUntil="9999-12-31T23:59:59-14:00"),
    )
    book.add("begin in the year 0000", ("valid", "unreadable"), limits, _dated(validFrom="0000-01-01T00:00:00Z"))
    book.add("begin in the year 0001", "valid", "long ago", _dated(validFrom="0001-01-02T00:00:00Z"))
    book.add(
        "begin in the year 1969",
        "valid",
        "before the clocks of many machines begin",
        _dated(validFrom="1969-12-31T23:59:59Z"),
    )
    book.add(
        "end in the year 1969",
        "expired",
        "long ago",
        _dated(validFrom="1960-01-01T00:00:00Z", validUntil="1969-12-31T23:59:59Z"),
    )


def add_other_dates(book: Book) -> None:
    """awardedDate and the dates of an activity: they say something, and decide nothing."""
    book.chapter("other dates")
    for slug, text in (
        ("in the future", "2040-01-01T00:00:00Z"),
        ("long ago", "1900-01-01T00:00:00Z"),
        ("with an offset", "2026-02-03T09:00:00+05:45"),
        ("after its end", "2037-01-01T00:00:00Z"),
    ):
        book.add(f"awarded {slug}", "valid", "it decides nothing about validity", _dated(awardedDate=text))
    for slug, text in (
        ("on a date only", "2026-02-03"),
        ("on a day that is none", "2026-02-31T00:00:00Z"),
        ("without zone", "2026-02-03T09:00:00"),
        ("in words", "last week"),
    ):
        book.add(f"awarded {slug}", "unreadable", "no date with time and zone", world.PLAIN | {"awardedDate": text})
    subject = world.PLAIN["credentialSubject"]
    odd = world.PLAIN | {"credentialSubject": subject | {"activityEndDate": "2026-02-31T00:00:00Z"}}
    book.add("activity that ends on a day that is none", "unreadable", "no date with time and zone", odd)
    turned = subject | {"activityStartDate": "2026-02-02T00:00:00Z", "activityEndDate": "2026-01-01T00:00:00Z"}
    book.add(
        "activity that ends before it begins",
        "valid",
        "it decides nothing about validity",
        _dated(credentialSubject=turned),
    )
