"""Word and Excel: ZIPs of known parts, written afresh without what tells of their writers and photographers.

Nothing in them is opened or run but pictures, which are drawn afresh. Every other part stays as it is, byte for
byte.
"""

from __future__ import annotations

import io
import shutil
import zipfile
import zlib

from crm.errors import Refused
from crm.exchange.documents import pictures

ZIP, OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PARTS = {"word/document.xml": "docx", "xl/workbook.xml": "xlsx"}
MOST_UNPACKED = 200 * 1024 * 1024  # bytes
MOST_PARTS = 5_000
MOST_DOTS = 120_000_000  # of all its pictures: ten photos of a telephone, or seconds of drawing
DEEPEST = 2  # a workbook behind a chart in a Word document, and one more
BEGINNING = 64  # bytes, by which a part is known

_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError, OSError)
_DAMAGED = "The file is damaged: save it again"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_EMPTY = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<{0} xmlns="{1}"/>'
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties xmlns:cp='
    '"http://schemas.openxmlformats.org/package/2006/metadata/core-properties"/>'
)
# Who wrote it, for which employer, when, how long it took, and whatever their office's programs add.
PROPERTIES = {
    "docprops/core.xml": _CORE,
    "docprops/app.xml": _EMPTY.format("Properties", f"{_OFFICE}/extended-properties"),
    "docprops/custom.xml": _EMPTY.format("Properties", f"{_OFFICE}/custom-properties"),
}
# Drawings that no camera makes: GIF, BMP, WMF, EMF, SVG.
DRAWN = (b"GIF8", b"BM", b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x01\x00\x00\x00", b"<", b"\xef\xbb\xbf<")


def cleaned(content: bytes, depth: int = 0) -> tuple[str, bytes] | None:
    """Its kind, docx or xlsx, and its bytes without its properties and what cameras say; None for any other ZIP.

    Refused, in words: damaged, with macros, huge once it is unpacked, or with something that cannot be cleaned.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            kind = _kind_of(parts)
            return None if kind is None else (kind, _rewritten(archive, parts, depth))
    except _BROKEN:
        raise Refused(_DAMAGED, field="file") from None


def _kind_of(parts: list[zipfile.ZipInfo]) -> str | None:
    names = {part.filename for part in parts}
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise Refused("The file would be too large once it is opened", field="file")
    kinds = [kind for part, kind in PARTS.items() if part in names]
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        return None
    if any(name.casefold().endswith("vbaproject.bin") for name in names):
        raise Refused("The file has macros. Save it without them, as .docx or .xlsx", field="file")
    if len({name.casefold() for name in names}) != len(parts):
        raise Refused(_DAMAGED, field="file")  # two parts of one name: nobody can say which is opened
    return kinds[0]


def _rewritten(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo], depth: int) -> bytes:
    into, dots = io.BytesIO(), 0
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as fresh:
        for part in parts:
            kept = zipfile.ZipInfo(part.filename)  # of 1980, and without a comment
            kept.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(part) as read:
                begins = read.read(BEGINNING)
            if begins.startswith(pictures.BEGINNINGS):
                picture = archive.read(part)
                dots += pictures.dots(picture)
                if dots > MOST_DOTS:
                    raise Refused("The pictures in the file have too many dots: make them smaller", field="file")
                fresh.writestr(kept, _picture(part, picture))
            elif (instead := _instead(archive, part, begins, depth)) is not None:
                fresh.writestr(kept, instead)
            else:
                with archive.open(part) as read, fresh.open(kept, "w") as write:
                    shutil.copyfileobj(read, write)
    return into.getvalue()


def _picture(part: zipfile.ZipInfo, content: bytes) -> bytes:
    try:
        return pictures.cleaned(content, upright=False)[1]
    except Refused:
        said = f"A picture in the file, '{_name(part)}', is damaged or too large: take it out, or save it again"
        raise Refused(said, field="file") from None


def _instead(archive: zipfile.ZipFile, part: zipfile.ZipInfo, begins: bytes, depth: int) -> bytes | None:
    """What stands in the place of a part that is no picture; None where it is kept as it is."""
    name = part.filename.casefold()
    folders = name.split("/")[:-1]
    if name in PROPERTIES or name.endswith(".psmdcp"):
        return PROPERTIES.get(name, _CORE).encode()
    if begins.startswith(ZIP):
        within = cleaned(archive.read(part), depth + 1) if depth < DEEPEST else None
        if within is None:
            raise _cannot(part, "another file")
        return within[1]
    if "embeddings" in folders and begins:
        raise _cannot(part, "another file")
    if "media" in folders and begins and not begins.lstrip().startswith(DRAWN):
        raise _cannot(part, "a picture, a film or sound")
    return None


def _cannot(part: zipfile.ZipInfo, what: str) -> Refused:
    return Refused(
        f"The file holds {what}, '{_name(part)}', and Hearth cannot remove from it who made it, where and when. "
        "Take it out of the file, or put it in as a JPEG or PNG picture",
        field="file",
    )


def _name(part: zipfile.ZipInfo) -> str:
    return part.filename.split("/")[-1][:60]
