"""How a paper can be written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from crm.errors import Unusable
from crm.exchange.papers import Paper, as_pdf


@dataclass(frozen=True, slots=True)
class Format:
    """A way of writing it: its media type, the end of its file's name, and what writes it."""

    media_type: str
    suffix: str
    write: Callable[[Paper], bytes]


def _docx(paper: Paper) -> bytes:
    from crm.exchange.papers import as_docx  # loading it takes longer than many a page

    return as_docx.write(paper)


@dataclass(frozen=True, slots=True)
class File:
    """What leaves: its bytes, their media type, and the name under which they are saved."""

    content: bytes
    media_type: str
    name: str


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
FORMATS = {"pdf": Format("application/pdf", "pdf", as_pdf.write), "docx": Format(WORD, "docx", _docx)}


def format_named(name: str) -> Format:
    """The format of this name; Unusable, with those that there are, if there is none."""
    if name not in FORMATS:
        raise Unusable(f"A paper cannot be written as '{name[:20]}': choose {' or '.join(FORMATS)}")
    return FORMATS[name]
