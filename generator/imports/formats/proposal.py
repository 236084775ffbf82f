"""The columns that were once proposed for exchanging Open Badges as CSV; they name a badge by its address."""

from generator.imports.csvformat import CsvFormat
from generator.imports.incoming import Field

FORMAT = CsvFormat(
    name="open-badges-csv",
    title="the proposed CSV of Open Badges",
    system="open-badges",
    columns={
        Field.EMAIL: ("recipient_email",),
        Field.NAME: ("recipient_name", "name"),
        Field.BADGE: ("badge",),
        Field.AWARDED: ("issued_on",),
        Field.EXPIRES: ("expires",),
        Field.EVIDENCE_URL: ("evidence",),
        Field.ID: ("id",),
    },
    tells=("recipient_email", "badge", "issued_on"),
)
