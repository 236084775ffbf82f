"""The spreadsheet of Accredible, saved as CSV. A badge is its group; files of one group do not name it."""

from generator.imports.csvformat import CsvFormat
from generator.imports.incoming import Field

FORMAT = CsvFormat(
    name="accredible",
    title="the table of Accredible",
    system="accredible",
    columns={
        Field.BADGE: ("Group ID", "Group Name", "Group"),
        Field.BADGE_NAME: ("Credential Name", "Course Name", "Group Name"),
        Field.ID: ("Credential.id", "Credential ID"),
        Field.URL: ("Credential URL",),
        Field.EMAIL: ("Recipient Email",),
        Field.NAME: ("Recipient Name",),
        Field.AWARDED: ("Issued on", "Issue Date"),
        Field.EXPIRES: ("Expired on", "Expiry Date", "Expiration Date"),
        Field.EVIDENCE_URL: ("Evidence URL", "Evidence URL 1", "1 Evidence URL"),
        Field.EVIDENCE_TEXT: ("Evidence Description", "Evidence Description 1", "1 Evidence Description"),
    },
    tells=("Recipient Name", "Recipient Email"),
)
