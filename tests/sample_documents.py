"""Documents for tests, made here: photos that say where they were taken, and files that are not what they say."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from crm.demo.papers import as_pdf

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def paper(line: str) -> bytes:
    """A PDF of one page that says something."""
    return as_pdf((line,))


CANARY = "CNRY-A-ADDR 12 Example Street"


def photo(size: tuple[int, int] = (60, 40), *, turned: bool = False) -> bytes:
    """A JPEG as a telephone makes it: where and when it was taken, by what, and a comment."""
    exif = Image.Exif()
    exif[0x010E] = CANARY  # description
    exif[0x0132] = "2026:03:04 12:00:00"
    if turned:
        exif[0x0112] = 6  # to be turned a quarter to the right
    exif.get_ifd(0x8825).update({1: "N", 2: (52.0, 55.0, 21.0), 3: "W", 4: (1.0, 28.0, 36.0)})  # GPS
    into = io.BytesIO()
    Image.new("RGB", size, "green").save(into, "JPEG", exif=exif, comment=CANARY.encode())
    return into.getvalue() + b"<script>" + CANARY.encode() + b"</script>"  # and something after its end


def drawing() -> bytes:
    """A PNG with text in it, and transparency."""
    said = PngInfo()
    said.add_text("Comment", CANARY)
    said.add_itxt("XML:com.adobe.xmp", f"<x:xmpmeta>{CANARY}</x:xmpmeta>")
    into = io.BytesIO()
    Image.new("RGBA", (30, 20), (0, 128, 0, 100)).save(into, "PNG", pnginfo=said)
    return into.getvalue()


def bomb() -> bytes:
    """A PNG of a few bytes that says that it has 50,000 by 50,000 dots."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0)
    end = chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + end


def office(kind: str = "docx", **more: bytes) -> bytes:
    """A Word document or an Excel workbook, with these parts beside its own."""
    part = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml"}[kind]
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "<document/>")
        for name, content in more.items():
            archive.writestr(name.replace("__", "/"), content)
    return into.getvalue()
