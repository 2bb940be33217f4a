"""T32: a document is known by what it holds, and freed of what it says unasked."""

from __future__ import annotations

import io
import zipfile

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


def _parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


WRITER = f"<cp:coreProperties><dc:creator>{CANARY}</dc:creator></cp:coreProperties>".encode()
WRITTEN = {
    "docProps__core.xml": WRITER,
    "docProps__app.xml": WRITER,
    "docProps__custom.xml": WRITER,
    "word__media__image1.jpeg": photo((60, 40), turned=True),
    "word__media__image2.png": drawing(),
    "word__media__image3.emf": b"\x01\x00\x00\x00drawn",
    "word__styles.xml": b"<styles/>\r\n\xff",
}


def test_t32_a_photo_in_a_word_document_and_the_name_of_its_writer_are_cleaned_and_all_else_stays() -> None:
    inside = office("xlsx", **{"docProps__core.xml": WRITER, "xl__media__image1.jpeg": photo()})
    sent = office("docx", **WRITTEN, **{"word__embeddings__chart.xlsx": inside})
    before, after = _parts(sent), _parts(cleaned(sent).content)
    assert list(after) == list(before)
    same = {name for name in before if before[name] == after[name]}
    assert same == {"[Content_Types].xml", "word/document.xml", "word/media/image3.emf", "word/styles.xml"}
    for content in (*after.values(), *_parts(after["word/embeddings/chart.xlsx"]).values()):
        assert CANARY.encode() not in content and b"Exif" not in content
    # Word turns its pictures itself.
    with Image.open(io.BytesIO(after["word/media/image1.jpeg"])) as picture:
        assert (picture.size, picture.format) == ((60, 40), "JPEG")
    assert cleaned(cleaned(sent).content).kind == "docx"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("word__media__image1.tiff", b"II*\0", "a picture, a film or sound, 'image1.tiff'"),
        ("word__media__media1.mp4", b"\0\0\0\x20ftypmp42", "a picture, a film or sound, 'media1.mp4'"),
        ("word__embeddings__oleObject1.bin", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "another file, 'oleObject1.bin'"),
        ("word__embeddings__kept.zip", b"PK\x03\x04", "damaged"),
        ("word__media__image1.png", b"\x89PNG\r\n\x1a\n", "picture in the file, 'image1.png', is damaged"),
        ("DOCPROPS__core.xml", b"x", None),
    ],
)
def test_t32_what_in_a_document_cannot_be_cleaned_is_refused_in_words(
    name: str, content: bytes, said: str | None
) -> None:
    sent = office("docx", **{name: content})
    if said is None:
        assert _parts(cleaned(sent).content)[name.replace("__", "/")] != b"x"
        return
    with pytest.raises(Refused) as refused:
        cleaned(sent)
    assert said in refused.value.message


def test_t32_the_pictures_in_a_document_are_not_drawn_for_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("crm.exchange.documents.office.MOST_DOTS", 4_000)
    pictures = {f"word__media__image{number}.jpeg": photo((60, 40)) for number in (1, 2)}
    with pytest.raises(Refused, match="too many dots"):
        cleaned(office("docx", **pictures))
