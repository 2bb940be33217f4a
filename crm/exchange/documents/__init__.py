"""Documents that come in: known by what they hold, never by their name; freed of what they say unasked (T32)."""

from __future__ import annotations

from dataclasses import dataclass

from crm.errors import Refused
from crm.exchange.documents import office, pictures

MOST_BYTES = 10 * 1024 * 1024

MEDIA_TYPES = {
    "pdf": "application/pdf",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_TAKES = "It must be a PDF, a photo (JPEG or PNG), a Word document (.docx) or an Excel workbook (.xlsx)"


@dataclass(frozen=True, slots=True)
class Clean:
    """A document as it is kept: its kind, and its bytes."""

    kind: str
    content: bytes


def cleaned(content: bytes) -> Clean:
    """The document in these bytes, without what a camera puts into a photo, where and when it was taken, and
    without the properties of Word and Excel: who wrote it, and where. A PDF is kept as it was sent.

    Refused, in words: empty, above 10 MB, of another kind, damaged, with macros, locked, made to be huge once it is
    opened, or with something in it that cannot be cleaned.
    """
    if not content:
        raise Refused("The file is empty", field="file")
    if len(content) > MOST_BYTES:
        raise Refused("The file must be 10 MB or less", field="file")
    if content.startswith(pictures.BEGINNINGS):
        return Clean(*pictures.cleaned(content))
    if content.startswith(b"%PDF-"):
        if b"%%EOF" not in content[-2048:]:
            raise Refused("The PDF was cut short: save or scan it again", field="file")
        return Clean("pdf", content)
    if content.startswith(office.ZIP):
        found = office.cleaned(content)
        if found is not None:
            return Clean(*found)
    if content.startswith(office.OLD):
        raise Refused(
            "The file is locked with a password, or of an old version of Office. Save it as .docx or .xlsx, "
            "without a password",
            field="file",
        )
    raise Refused(f"Hearth does not take this kind of file. {_TAKES}", field="file")
