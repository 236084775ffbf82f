"""The table of Moodle's plugin Badge Awarder. It knows a badge by its name alone: badges.toml says which it is."""

from generator.imports.csvformat import CsvFormat
from generator.imports.incoming import Field

FORMAT = CsvFormat(
    name="moodle",
    title="the table of Moodle's Badge Awarder",
    system="moodle",
    columns={
        Field.FIRST_NAME: ("firstname",),
        Field.LAST_NAME: ("lastname",),
        Field.EMAIL: ("email",),
        Field.BADGE: ("badge",),
        Field.AWARDED: ("dateissued", "issued_on"),
        Field.EXPIRES: ("dateexpire", "expires"),
    },
    tells=("firstname", "lastname", "email", "badge"),
)
