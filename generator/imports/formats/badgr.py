"""The tables of older Badgr servers and of their German kin: one badge a file, which the file does not name."""

from generator.imports.csvformat import CsvFormat
from generator.imports.incoming import Field

FORMAT = CsvFormat(
    name="badgr",
    title="the table of Badgr",
    system="badgr",
    columns={
        Field.BADGE: ("Badge Class ID",),
        Field.EMAIL: ("Email", "Identifier", "E-Mail-Adresse"),
        Field.NAME: ("Recipient name", "Name", "Vor/-Nachname", "Vor- und Nachname"),
        Field.EVIDENCE_TEXT: ("Narrative", "Begründung"),
        Field.EVIDENCE_URL: ("Evidence URL", "Nachweis-URL"),
        Field.AWARDED: ("Issue Date", "Issued On", "Ausstellungsdatum"),
        Field.EXPIRES: ("Expiration Date", "Expires", "Ablaufdatum"),
    },
    tells=("Email", "Recipient name"),
)

GERMAN = CsvFormat(
    name="badgr-de",
    title="the German table of Badgr",
    system="badgr",
    columns=FORMAT.columns,
    tells=("E-Mail-Adresse", "Vor/-Nachname"),
)
