"""Who opened a document of a pack, and when, stands across each of its pages and over each picture (T40)."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.actions import JavaScript

from crm.errors import Refused
from crm.exchange.documents import marks
from crm.exchange.documents.pictures import cleaned
from tests import sample_documents
from tests.sample_documents import PDF, paper

MARK = "Opened by Zofia Łączka (account 12), 22 November 2026 at 9:05am"
AS_SHOWN = "Opened by Zofia ?aczka (account 12), 22 November 2026 at 9:05am"  # Helvetica has no such letters


def pages(content: bytes) -> list[str]:
    return [each.extract_text() for each in PdfReader(io.BytesIO(content)).pages]


def longer(*, turned: int = 0, password: str | None = None) -> bytes:
    """Two pages, a script that runs when it is opened, a file within it, and who wrote it."""
    made = PdfWriter()
    for line in ("Of the first visit", "Of the second"):
        page = made.add_page(PdfReader(io.BytesIO(paper(line))).pages[0])
        page.rotate(turned)
    made.add_open_action(JavaScript("app.alert(1)"))
    made.add_attachment("street.txt", b"7 Canary Lane")
    made.add_metadata({"/Author": "Wren of 7 Canary Lane"})
    if password:
        made.encrypt(password)
    into = io.BytesIO()
    made.write(into)
    return into.getvalue()


@pytest.mark.parametrize("turned", [0, 90])
def test_t40_each_page_keeps_its_words_and_says_who_opened_it(turned: int) -> None:
    content = marks.marked("pdf", longer(turned=turned), MARK)
    first, second = pages(content)
    assert "Of the first visit" in first and "Of the second" in second
    for each in (first, second):
        assert each.count(AS_SHOWN) == marks.TIMES + 1
    for gone in (b"app.alert", b"street.txt", b"Canary Lane"):
        assert gone not in content
    assert pages(marks.marked("pdf", content, "Opened by ((the other\\)"))[0].count("(the other") == marks.TIMES + 1


@pytest.mark.parametrize("kind", ["jpeg", "png"])
def test_t40_a_picture_says_who_opened_it_over_its_whole_height(kind: str) -> None:
    content = sample_documents.photo((600, 400)) if kind == "jpeg" else sample_documents.drawing()
    known, clean = cleaned(content)
    assert known == kind
    marked = marks.marked(kind, clean, MARK)
    before, after = (Image.open(io.BytesIO(each)).convert("RGB") for each in (clean, marked))
    assert before.size == after.size
    changed = ImageChops.difference(before, after).getbbox()
    assert changed is not None and changed[3] - changed[1] > before.height / 2


def test_what_cannot_be_marked_is_refused_in_words() -> None:
    for kind, content in (
        ("pdf", PDF),  # of no pages
        ("pdf", longer(password="secret")),
        ("pdf", b"%PDF-1.7\n" + b"\0" * 900 + b"%%EOF"),
        ("jpeg", b"\xff\xd8\xff" + b"\0" * 900),
        ("png", sample_documents.bomb()),
    ):
        with pytest.raises(Refused, match="cannot be marked with who opens it"):
            marks.marked(kind, content, MARK)
