"""Who opened a document, and when, written across each page of it and over each picture: for papers of panel.

Whoever passes a page on passes their own name on. Of a PDF only its pages come out: no files within it, no scripts
that run when it is opened, and nothing of who wrote it where.
"""

from __future__ import annotations

import io
import logging
import unicodedata
from functools import partial

from PIL import Image, ImageDraw, ImageFont
from pypdf import PageObject, PdfReader, PdfWriter, Transformation

from crm.errors import Refused
from crm.exchange.documents.pictures import MOST_PIXELS, QUALITY

CANNOT = (
    "This document cannot be marked with who opens it: it is locked, damaged or longer than {most} pages. Print or "
    "scan it to a PDF again"
)
MOST_PAGES = 250
TIMES = 3  # across each page
SHADE = (120, 120, 120)
CLEAR = 90  # of 255: what is below it can still be read
SMALLEST = 8  # points
ACROSS = 0.7  # of the width, the mark takes
NARROW = 0.5  # of its height, a letter's width on average

# It would write pieces of a damaged document to the log.
logging.getLogger("pypdf").setLevel(logging.CRITICAL + 1)


def marked(kind: str, content: bytes, mark: str) -> bytes:
    """The document with the mark across it: pdf, jpeg or png. Refused: it is locked, damaged or too long."""
    draw = _pages if kind == "pdf" else partial(_picture, kind=kind)
    try:
        return draw(content, mark)
    except Exception as broken:  # noqa: BLE001 - a damaged file makes a parser raise anything
        raise Refused(CANNOT.format(most=MOST_PAGES)) from broken


def _pages(content: bytes, mark: str) -> bytes:
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted or not 0 < len(reader.pages) <= MOST_PAGES:
        raise ValueError("locked, or of no pages or too many")
    writer, sheets = PdfWriter(), dict[tuple[float, float], PageObject]()
    for each in reader.pages:
        page = writer.add_page(each)
        page.pop("/AA", None)
        page.transfer_rotation_to_content()
        box = page.cropbox
        size = (float(box.width), float(box.height))
        if size not in sheets:
            sheets[size] = PdfReader(io.BytesIO(_sheet(mark, *size))).pages[0]
        there = Transformation().translate(float(box.left), float(box.bottom))
        page.merge_transformed_page(sheets[size], there, over=True)
    into = io.BytesIO()
    writer.write(into)
    return into.getvalue()


def _sheet(mark: str, width: float, height: float) -> bytes:
    """A page of this size, in points, with nothing on it but the mark."""
    text = _plain(mark).translate({ord(each): f"\\{each}" for each in "\\()"}).encode("latin-1")
    size = max(SMALLEST, min(width * ACROSS / (NARROW * max(len(mark), 1)), height / 20))
    lines = b"".join(
        b"1 0.35 -0.35 1 %.1f %.1f Tm (%s) Tj " % (width * 0.08, height * (place + 0.3) / (TIMES + 0.5), text)
        for place in range(TIMES)
    )
    shown = b"/G gs 0.4 g BT /F %.1f Tf %sET BT /F %d Tf 1 0 0 1 6 4 Tm (%s) Tj ET" % (size, lines, SMALLEST, text)
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %.2f %.2f] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> /ExtGState << /G << /ca 0.35 >> >> >> >>" % (width, height),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(shown), shown),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    made, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    return made + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)


def _plain(mark: str) -> str:
    """The mark in letters that every PDF can write: accents that it cannot go, other scripts become '?'."""
    letters = unicodedata.normalize("NFC", mark)
    bare = {
        each: unicodedata.normalize("NFKD", each)[0] for each in letters if not each.encode("latin-1", "ignore")
    }
    return "".join(bare.get(each, each) for each in letters).encode("latin-1", "replace").decode("latin-1")


def _picture(content: bytes, mark: str, *, kind: str) -> bytes:
    with Image.open(io.BytesIO(content), formats=[kind.upper()]) as opened:
        if opened.width * opened.height > MOST_PIXELS:
            raise ValueError("too many dots")
        picture = opened.convert("RGBA")
    over = Image.new("RGBA", picture.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(over)
    font = ImageFont.load_default(size=max(SMALLEST, picture.width * ACROSS / (NARROW * max(len(mark), 1))))
    for place in range(TIMES):
        draw.text(
            (picture.width * 0.08, picture.height * (place + 0.3) / TIMES),
            mark,
            font=font,
            fill=(*SHADE, 255 - CLEAR),
            stroke_width=1,
            stroke_fill=(255, 255, 255, 255 - CLEAR),
        )
    drawn = Image.alpha_composite(picture, over)
    into = io.BytesIO()
    if kind == "jpeg":
        drawn.convert("RGB").save(into, "JPEG", quality=QUALITY)
    else:
        drawn.save(into, "PNG")
    return into.getvalue()
