"""The export of badges under Analytics in Credly: the file that a customer who leaves holds."""

from generator.imports.csvformat import CsvFormat
from generator.imports.incoming import Field

FORMAT = CsvFormat(
    name="credly",
    title="the analytics export of Credly",
    system="credly",
    columns={
        Field.BADGE: ("Badge Template ID",),
        Field.BADGE_NAME: ("Badge Name",),
        Field.ID: ("Earner Badge ID", "Badge ID"),
        Field.URL: ("Badge URL",),
        Field.PERSON: ("Issuer Earner ID",),
        Field.EMAIL: ("Issued to Email", "Recipient Email"),
        Field.FIRST_NAME: ("Issued to First Name", "First Name"),
        Field.MIDDLE_NAME: ("Issued to Middle Name", "Middle Name"),
        Field.LAST_NAME: ("Issued to Last Name", "Last Name"),
        Field.AWARDED: ("Issue Date", "Issued at"),
        Field.EXPIRES: ("Expiration Date", "Expires at"),
        Field.STATUS: ("Status",),
        Field.REASON: ("Revocation Reason",),
        Field.LANGUAGE: ("Locale",),
    },
    tells=("Badge Template ID", "Issued to Email"),
)
