"""A paper for a committee: what a report says, part by part, in the order in which it is read.

Whoever makes one has counted already, and whoever writes one (`as_pdf`, `as_docx`) only sets it: so that what is to
be published can be suppressed in between, on what both of them print.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

NOT_FOR_PUBLICATION = "Not for publication: every number is printed as counted, however few people it is of"
NO_FIGURE = "\N{EN DASH}"  # there is no figure yet, which is not 0
# Characters that no font and no XML holds: one of them, typed anywhere, would spoil the whole file.
_UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def clean(said: str) -> str:
    """The text without what cannot be set."""
    return _UNSEEN.sub("", said)


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `warns`: it must not be overlooked."""

    said: str
    warns: bool = False


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading below that of the section."""

    said: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a header row, whose first cell of each row is its header.

    `groups` stand above the columns: the words of each and how many columns it spans, after the first one. Cells
    from `numbers` on are numbers, and the rows of `strong` are what others lead to.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 1
    groups: tuple[tuple[str, int], ...] = ()
    strong: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Bars from opening to closing: (what, how many, 'total' or 'move'). The table after it has its numbers."""

    id: str
    caption: str
    title: str
    rows: tuple[tuple[str, int, str], ...]
    unit: str


@dataclass(frozen=True, slots=True)
class Funnel:
    """Bars of steps beside those they are compared with. The table after it has its numbers."""

    id: str
    caption: str
    title: str
    rows: tuple[tuple[str, int | None, int | None], ...]
    names: tuple[str, str]


Part = Text | Heading | Table | Waterfall | Funnel


@dataclass(frozen=True, slots=True)
class Section:
    """Something under a heading."""

    title: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """All of it. `about` says of what it is; `mark` stands on every page; `wide` lays the pages crosswise."""

    title: str
    about: tuple[tuple[str, str], ...]
    mark: str
    sections: tuple[Section, ...]
    wide: bool = False
