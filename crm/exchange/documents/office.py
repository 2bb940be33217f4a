"""Word and Excel: ZIPs of known parts. Only their list is read here; nothing in them is opened or run."""

from __future__ import annotations

import io
import zipfile

from crm.errors import Refused

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
MOST_UNPACKED = 200 * 1024 * 1024  # bytes
MOST_PARTS = 5_000


def kind_of(content: bytes) -> str | None:
    """docx or xlsx; None for any other ZIP. Refused: damaged, with macros, or huge once it is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        raise Refused("The file is damaged: save it again", field="file") from None
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused("The file would be too large once it is opened", field="file")
    kinds = [kind for part, kind in PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        return None
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise Refused("The file has macros. Save it without them, as .docx or .xlsx", field="file")
    return kinds[0]
