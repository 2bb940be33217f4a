"""T32: a document is known by what it holds, and freed of what it says unasked."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from crm.errors import Refused
from crm.exchange import documents
from crm.exchange.documents import MOST_BYTES, cleaned
from tests.sample_documents import CANARY, PDF, bomb, drawing, office, photo

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.mark.parametrize("content", [photo(), drawing()], ids=["photo", "drawing"])
def test_t32_where_and_when_a_picture_was_taken_is_gone(content: bytes) -> None:
    assert CANARY.encode() in content
    kept = cleaned(content).content
    assert CANARY.encode() not in kept and b"<script>" not in kept and b"Exif" not in kept
    with Image.open(io.BytesIO(kept)) as picture:
        assert not picture.getexif() and "comment" not in picture.info and "exif" not in picture.info


def test_t32_a_picture_is_the_same_picture_and_the_right_way_up() -> None:
    with Image.open(io.BytesIO(cleaned(photo((60, 40), turned=True)).content)) as picture:
        assert picture.size == (40, 60)
        red, green, blue = picture.convert("RGB").getpixel((20, 30))  # type: ignore[misc] # three, of RGB
        assert green > 100 > max(red, blue)
    with Image.open(io.BytesIO(cleaned(drawing()).content)) as picture:
        assert picture.mode == "RGBA"
        assert picture.getpixel((5, 5)) == (0, 128, 0, 100)


@pytest.mark.parametrize(
    ("content", "kind"),
    [(photo(), "jpeg"), (drawing(), "png"), (PDF, "pdf"), (office(), "docx"), (office("xlsx"), "xlsx")],
)
def test_t32_a_document_is_known_by_what_it_holds(content: bytes, kind: str) -> None:
    assert cleaned(content).kind == kind
    assert kind in documents.MEDIA_TYPES


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"%PDF-" + b"0" * MOST_BYTES, "10 MB or less"),
        (b"MZ\x90\x00" + b"\0" * 500, "does not take this kind"),
        (b"<!doctype html><script>alert(1)</script>", "does not take this kind"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "does not take this kind"),
        (b"<?php system('id');", "does not take this kind"),
        (b"GIF89a" + PDF, "does not take this kind"),
        (EICAR, "does not take this kind"),
        (b" " + PDF, "does not take this kind"),
        (PDF[:30], "cut short"),
        (photo()[:200], "damaged"),
        (b"\xff\xd8\xff\xe0" + b"<script>", "damaged"),
        (bomb(), "too many dots"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "locked with a password"),
        (b"PK\x03\x04 nonsense", "damaged"),
        (office(word__vbaProject=b"x")[:-4] + b"PK\x05\x06", "damaged"),
        (office("docx", **{"word__vbaProject.bin": b"x"}), "has macros"),
        (office("docx", **{"xl__workbook.xml": b"x"}), "does not take this kind"),
    ],
)
def test_t32_what_is_something_else_is_refused_in_words(content: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        cleaned(content)
    assert refusal.value.field == "file"


def test_t32_what_grows_when_it_is_opened_is_refused_unopened(monkeypatch: pytest.MonkeyPatch) -> None:
    content = office("xlsx", **{"xl__sheet1.xml": b"\0" * 3_000_000})
    assert len(content) < 10_000
    monkeypatch.setattr("crm.exchange.documents.office.MOST_UNPACKED", 2_000_000)
    with pytest.raises(Refused, match="too large once it is opened"):
        cleaned(content)
