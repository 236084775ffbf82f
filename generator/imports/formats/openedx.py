"""The allow-list of certificates of Open edX: no header line, exactly two columns, and of neither a name.

The second one is notes of the staff, and stays private. Who the addresses belong to, and the addresses of user names,
come from `--people`.
"""

from generator.imports.csvformat import CsvFormat
from generator.imports.incoming import Field

FORMAT = CsvFormat(
    name="openedx",
    title="the allow-list of Open edX",
    system="openedx",
    order=(Field.EMAIL, None),
)
