"""A paper as DOCX, for whoever puts it into an agenda of their own: real headings, and tables with header rows."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from crm import clock
from crm.exchange.papers import Funnel, Heading, Paper, Part, Table, Text, Waterfall, clean
from crm.exchange.papers.as_picture import png
from crm.exchange.papers.charts import drawn

FONT, BODY, SMALL = "Arial", Pt(10.5), Pt(9)
A4 = (Mm(210), Mm(297))
MARGIN = Mm(18)
LANGUAGE = "en-GB"
POINTS = 0.75  # to a dot of a drawing
INK = RGBColor(0x0B, 0x0C, 0x0C)


def write(paper: Paper) -> bytes:
    """The paper's bytes."""
    document = Document()
    _set_up(document, paper)
    document.add_heading(clean(paper.title), 0)
    if paper.mark:
        _paragraph(document, f"{paper.mark}.", bold=True)
    _table(document, Table("What this paper is", (), paper.about, numbers=2))
    for section in paper.sections:
        document.add_heading(clean(section.title), 1)
        for part in section.parts:
            _part(document, part)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _part(document: Any, part: Part) -> None:
    if isinstance(part, Text):
        _paragraph(document, part.said, bold=part.warns)
    elif isinstance(part, Heading):
        document.add_heading(clean(part.said), 2)
    elif isinstance(part, Waterfall | Funnel):
        _chart(document, part)
    else:
        _table(document, part)


def _set_up(document: Any, paper: Paper) -> None:
    """What the file says of itself; its page, its language, and what stands at the foot of each page."""
    told = document.core_properties
    told.title, told.language, told.subject = clean(paper.title), LANGUAGE, clean(paper.mark)
    told.author = told.last_modified_by = told.comments = ""
    told.created = told.modified = _moment()
    page = document.sections[0]
    page.page_width, page.page_height = reversed(A4) if paper.wide else A4
    page.orientation = WD_ORIENT.LANDSCAPE if paper.wide else WD_ORIENT.PORTRAIT
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    _styles(document)
    foot = page.footer.paragraphs[0]
    foot.add_run(clean(f"{paper.title}. {paper.mark}. Page " if paper.mark else f"{paper.title}. Page "))
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    for run in foot.runs:
        run.font.size = SMALL


def _styles(document: Any) -> None:
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Caption"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = FONT, INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for each in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            fonts.attrib.pop(qn(each), None)
    document.styles["Normal"].font.size = BODY
    document.styles["Caption"].font.size = BODY
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), LANGUAGE)
    document.styles["Normal"].element.get_or_add_rPr().append(language)


def _moment() -> datetime:
    return clock.now().replace(tzinfo=None)


def _paragraph(document: Any, said: str, *, bold: bool = False) -> None:
    document.add_paragraph().add_run(clean(said)).bold = bold


def _chart(document: Any, part: Waterfall | Funnel) -> None:
    """Its finding, its picture with what it shows in words, and its note; the table after it has its numbers."""
    chart = drawn(part)
    _paragraph(document, f"{part.caption}.", bold=True)
    picture, wide, _high = png(chart)
    shape = document.add_picture(io.BytesIO(picture), width=Pt(wide * POINTS))
    told = shape._inline.docPr
    told.set("name", part.id)
    told.set("title", clean(chart.title))
    told.set("descr", clean(f"{chart.title}. {chart.described}"))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    _paragraph(document, chart.note)


def _table(document: Any, part: Table) -> None:
    """A table under its caption. Its header rows are marked as such: they repeat, and are read with a cell."""
    document.add_paragraph(clean(part.caption), style="Caption").paragraph_format.keep_with_next = True
    width = len(part.columns) or len(part.rows[0])
    table = document.add_table(rows=0, cols=width, style="Table Grid")
    _describe(table, part.caption)
    if part.groups:
        cells = _header(table)
        at = 1
        for said, span in part.groups:
            _set(cells[at].merge(cells[at + span - 1]), said, bold=True)
            at += span
    if part.columns:
        for column, (cell, said) in enumerate(zip(_header(table), part.columns, strict=True)):
            _set(cell, said, bold=True, number=column >= part.numbers)
    for number, row in enumerate(part.rows):
        for column, (cell, said) in enumerate(zip(_row(table).cells, row, strict=True)):
            strong = number in part.strong or not (part.columns or column)
            _set(cell, said, bold=strong, number=column >= part.numbers)
    document.add_paragraph()


def _row(table: Any) -> Any:
    """A new row, which is not torn in two at the end of a page."""
    row = table.add_row()
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    return row


def _header(table: Any) -> Any:
    row = _row(table)
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return row.cells


def _describe(table: Any, caption: str) -> None:
    """The caption once more, where a screen reader looks for it; the first column holds headers."""
    told = OxmlElement("w:tblCaption")
    told.set(qn("w:val"), clean(caption))
    table._tbl.tblPr.append(told)
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    for name, value in (("w:firstRow", "1"), ("w:firstColumn", "1"), ("w:noHBand", "1")):
        if look is not None:
            look.set(qn(name), value)


def _set(cell: Any, said: str, *, bold: bool, number: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    if number:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = paragraph.add_run(clean(said))
    run.bold, run.font.size = bold, SMALL


def _field(paragraph: Any, name: str) -> None:
    """A number that Word puts in: of the page, or of the pages."""
    for kind, text in (("begin", None), (None, name), ("end", None)):
        run = paragraph.add_run()._r
        element = OxmlElement("w:instrText" if text else "w:fldChar")
        if text:
            element.text = text
        else:
            element.set(qn("w:fldCharType"), kind)
        run.append(element)
