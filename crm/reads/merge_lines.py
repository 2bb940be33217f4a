"""The merges of a household on its timeline: what became one with it, and what was parted from it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from crm import clock
from crm.reads.choices import Choices
from crm.reads.histories import Identity
from crm.reads.merges import merges


@dataclass(frozen=True, slots=True)
class MergeLine:
    """A record was merged into this household, or (`parted`) became a household of its own again."""

    template: ClassVar[str] = "_merge_line.html"
    shown: ClassVar[str] = "people"
    put_right: ClassVar[bool] = False

    happened_on: date
    recorded_at: datetime
    by: str
    reference: str
    parted: bool
    because: str


def lines_of(identity: Identity, choices: Choices) -> Iterator[MergeLine]:
    """Every merge into a household, and every undoing of one."""
    for each in merges(identity):
        why = choices.said("merge_reasons", each.because)
        yield MergeLine(clock.day_of(each.at), each.at, each.by, each.reference, False, why)
        if each.undone_at is not None:
            why = choices.said("unmerge_reasons", each.undone_because)
            day = clock.day_of(each.undone_at)
            yield MergeLine(day, each.undone_at, each.undone_by or "", each.reference, True, why)
