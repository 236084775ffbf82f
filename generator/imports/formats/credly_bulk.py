"""The table with which badges are issued in bulk in Credly. Its dates are mm/dd/yy, as Credly asks for them.

Its evidence of identity is not for others to see, and is left alone.
"""

from generator.imports.csvformat import CsvFormat
from generator.imports.dates import Order
from generator.imports.incoming import Field

FORMAT = CsvFormat(
    name="credly-bulk",
    title="the bulk table of Credly",
    system="credly",
    columns={
        Field.BADGE: ("Badge Template ID", "badge_template_id"),
        Field.EMAIL: ("Recipient Email", "recipient_email"),
        Field.FIRST_NAME: ("First Name", "issued_to_first_name"),
        Field.MIDDLE_NAME: ("Middle Name", "issued_to_middle_name"),
        Field.LAST_NAME: ("Last Name", "issued_to_last_name"),
        Field.AWARDED: ("Issued at", "issued_at"),
        Field.EXPIRES: ("Expiration Date", "expires_at"),
        Field.PERSON: ("Issuer Earner ID", "issuer_earner_id"),
        Field.EVIDENCE_NAME: ("Evidence Name", "Text Evidence Name"),
        Field.EVIDENCE_URL: ("Evidence URL", "Text Evidence URL"),
        Field.LANGUAGE: ("Locale", "locale"),
    },
    tells=("Badge Template ID", "Recipient Email"),
    dates=Order.MONTH_FIRST,
)
