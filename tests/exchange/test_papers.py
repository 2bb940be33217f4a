"""The report as a paper: the numbers of its page, in a PDF that can be read aloud and in a file for Word."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from flask import Flask
from PIL import Image
from pypdf import PdfReader

from crm.actor import Role
from crm.errors import Missing
from crm.exchange.papers import Paper, Section, Table, Text, as_docx, as_pdf
from tests import given
from tests.databases import Database
from tests.doors import Answer, CheckingClient
from tests.pages.test_reports import REPORT, text_of
from tests.reports.histories import a_little_of_everything

pytestmark = pytest.mark.slow  # together they take seconds

Cli = Callable[..., Answer]
ASKED = ("report", "quarterly", "--agency", "derby", "--from", "2021-04-01", "--to", "2021-09-30", "--format")
MARK = "Not for publication: every number is printed as counted, however few people it is of"
WARNED = 'Bryn & Co <img src="file:///etc/hostname"> \x01'


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a half year of Derby's", a_little_of_everything)


def said_by_pdf(content: bytes) -> str:
    """What a PDF says, in one line."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


def said_by_docx(content: bytes) -> str:
    """What a DOCX says: its paragraphs, then its tables."""
    paragraphs = (each.text for each in docx.Document(io.BytesIO(content)).paragraphs)
    cells = (cell for row in rows_of(content) for cell in row)
    return " ".join(" ".join([*paragraphs, *cells]).split())


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of every table of a DOCX, cell by cell."""
    body = docx.Document(io.BytesIO(content)).element.body
    return [
        ["".join(each.text or "" for each in cell.iter(qn("w:t"))) for cell in row.iter(qn("w:tc"))]
        for row in body.iter(qn("w:tr"))
    ]


def _tags(node: Any) -> Iterator[str]:
    """Every tag of a PDF's structure."""
    found = node.get_object()
    if isinstance(found, list):
        for each in found:
            yield from _tags(each)
    elif isinstance(found, dict):
        if "/S" in found:
            yield str(found["/S"])
        if "/K" in found:
            yield from _tags(found["/K"])


def test_the_paper_has_the_numbers_of_the_report_and_says_whose_and_as_known_when(derby: int, cli: Cli) -> None:
    found = json.loads(cli(*ASKED, "json").out)["populations"]
    document, pdf = cli(*ASKED, "docx").raw, cli(*ASKED, "pdf").raw
    paper = said_by_pdf(pdf)
    net = "+8 mainstream beds, 17 gained, 9 lost (kinship +2, all +10)"
    for said in (paper, said_by_docx(document)):
        for part in ("Derby: April to September 2021", f"Net bed gain: {net}.", "9 December 2021", f"{MARK}."):
            assert part in said, part
        assert "Places of households newly approved" in said and "Reconciles." in said
    rows = rows_of(document)
    [net_beds] = [row for row in rows if row[0] == "Net change" and row[1] == "+8"]
    assert net_beds[1:4] == [f"+{found[each]['places']['net']}" for each in ("mainstream", "kinship", "all")]
    [enquiries, *_] = [row for row in rows if row[0] == "Enquiries"]
    assert enquiries[1:4] == [
        str(found[each]["activity"]["enquiries"]) for each in ("mainstream", "kinship", "all")
    ]
    line = " ".join(net_beds)
    assert line in paper and "Page 1 of " in paper
    _can_be_read_aloud(pdf)
    _has_headings_and_header_rows(document)


def _can_be_read_aloud(pdf: bytes) -> None:
    reader = PdfReader(io.BytesIO(pdf))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB" and root["/MarkInfo"]["/Marked"]
    assert reader.metadata is not None and reader.metadata.title == "Derby: April to September 2021"
    tags = list(_tags(root["/StructTreeRoot"]["/K"]))
    assert {"/H1", "/H2", "/Table", "/Caption", "/TH", "/TD", "/Figure", "/P"} <= set(tags)
    assert (tags.count("/H1"), tags.count("/Figure")) == (1, 2)


def _has_headings_and_header_rows(content: bytes) -> None:
    document = docx.Document(io.BytesIO(content))
    styles = [each.style.name for each in document.paragraphs if each.style is not None]
    assert (styles.count("Title"), styles.count("Heading 1") > 8) == (1, True)
    marked = [bool(table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")) for table in document.tables]
    assert marked == [False, *[True] * (len(marked) - 1)]
    assert document.core_properties.language == "en-GB"
    assert all(table._tbl.tblPr.find(qn("w:tblCaption")) is not None for table in document.tables)
    beds, funnel = (shape._inline for shape in document.inline_shapes)
    assert "Mainstream beds from opening to closing. Opening 9." in beds.docPr.get("descr")
    assert "same period last year" in funnel.docPr.get("descr")
    for name in (
        beds.graphic.graphicData.pic.blipFill.blip.embed,
        funnel.graphic.graphicData.pic.blipFill.blip.embed,
    ):
        picture = Image.open(io.BytesIO(document.part.related_parts[name].blob)).convert("RGB")
        assert len(picture.getcolors(picture.width * picture.height) or ()) > 3, "bars and words stand in it"


def test_what_was_typed_is_text_and_nothing_is_fetched(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(as_pdf, "_refused", lambda url, *_args, **_options: asked.append(url))
    table = Table("Agencies", ("Agency", "Beds"), ((WARNED, "3"),))
    paper = Paper(WARNED, (("Agency", WARNED),), "", (Section("One", (table, Text(WARNED))),))
    said = said_by_pdf(as_pdf.write(paper))
    assert 'Bryn & Co <img src="file:///etc/hostname">' in said and not asked
    assert said_by_docx(as_docx.write(paper)).count('Bryn & Co <img src="file:///etc/hostname">') == 4
    with pytest.raises(ValueError, match="fetches nothing"):
        monkeypatch.undo()
        as_pdf._refused("http://127.0.0.1/")


def test_where_the_libraries_are_missing_it_says_which_and_word_is_written_all_the_same(
    derby: int, cli: Cli, sign_in: Callable[..., CheckingClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Away:
        def find_spec(self, name: str, *_rest: object) -> None:
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Away(), *sys.meta_path])
    answer = cli(*ASKED, "pdf")
    assert (answer.code, answer.raw) == (1, b"")
    assert "Install Debian's packages libpango-1.0-0" in answer.err and "Traceback" not in answer.err
    manager = sign_in(Role.MANAGER)
    page = manager.get(f"{REPORT}&format=pdf")
    assert page.status_code == 501 and "Install Debian’s packages" in text_of(page.text).replace("'", "’")
    assert manager.get(f"{REPORT}&format=docx").status_code == 200
    with pytest.raises(Missing):
        as_pdf.write(Paper("A paper", (("Agency", "Derby"),), "", ()))


def test_a_period_without_figures_is_a_paper_that_says_so(derby: int, cli: Cli) -> None:
    ahead = ("report", "quarterly", "--agency", "derby", "--from", "2022-01-01", "--to", "2022-03-31", "--format")
    for said in (said_by_pdf(cli(*ahead, "pdf").raw), said_by_docx(cli(*ahead, "docx").raw)):
        assert "there are no figures yet, which is not the same as none" in said
    given.agency("rutland")
    nothing = ("report", "quarterly", "--agency", "rutland", *ASKED[4:])
    for said in (said_by_pdf(cli(*nothing, "pdf").raw), said_by_docx(cli(*nothing, "docx").raw)):
        assert "Nothing is on record of Rutland in these periods." in said
