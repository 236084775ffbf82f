"""The nine columns of Canvas Credentials and Parchment Digital Badges. An identifier must be an e-mail address here."""

from generator.imports.csvformat import CsvFormat
from generator.imports.incoming import Field

FORMAT = CsvFormat(
    name="canvas",
    title="the table of Canvas Credentials",
    system="badgr",
    columns={
        Field.BADGE: ("Badge Class ID", "Badge Class"),
        Field.EMAIL: ("Identifier", "Recipient Identifier"),
        Field.NAME: ("Recipient Name",),
        Field.FIRST_NAME: ("First Name",),
        Field.LAST_NAME: ("Last Name",),
        Field.EVIDENCE_TEXT: ("Narrative", "Evidence Narrative"),
        Field.EVIDENCE_URL: ("Evidence URL",),
        Field.AWARDED: ("Issue Date", "Issued On"),
        Field.EXPIRES: ("Expiration Date", "Expires"),
    },
    tells=("Badge Class ID", "Identifier"),
)
