"""Rows of lists in the audit, for who answers for it and may not see reports as counted (decision 048).

Which households stood together behind one line says with their number, and with the order of the lines, why each of
them left. The rows are hashed and stay as they are; whoever has no right to the counts is told less of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache

from crm import clock
from crm.actor import Actor
from crm.permissions import MAY
from crm.reads import narrowed
from crm.reads.audited_about import About, Look
from crm.reads.narrowed import Narrowed
from crm.reports import copies
from crm.reports.figures import Source

SPECIAL = "special.search"
# How many, in what a row of a list is about: "pack 2 and today: 12 households". The 2 is a name, after its word.
_COUNT = re.compile(r"(?<![a-z] )\b([0-9]+) ([a-z]+)")


def told(looks: Iterable[Look], named: str | None, by: Actor) -> tuple[Look, ...]:
    """Rows as they may be told: of one household by the day alone, so that nobody puts a moment together."""
    if by.role in MAY["reports.unsuppressed"]:
        return tuple(looks)
    if named is None:
        known = cache(
            lambda what, asked: narrowed.of_asked(narrowed.FIGURE_LIST, {**dict(asked), "figure": what}, by)
        )
        return tuple(_without_number(each, known, by) for each in looks)
    found = [_by_day(each) if _is_list(each) else _narrowed(each, by) for each in looks]
    return tuple(sorted(found, key=lambda each: (clock.day_of(each.at), not each.day_alone), reverse=True))


def _is_list(look: Look) -> bool:
    return look.action.startswith("figure.") or look.action == SPECIAL


def _by_day(look: Look) -> Look:
    return replace(look, at=clock.start_of_day(clock.day_of(look.at)), day_alone=True, about=None)


def _without_number(look: Look, known: Callable[..., Narrowed], by: Actor) -> Look:
    """Behind a figure that is suppressed only its block, and of a search by faith only that it was.

    Of a list the number is told only as the report of whoever asks has just that (reads/narrowed.py).
    """
    if look.about is not None and "list" in dict(look.about.asked):
        return _narrowed(look, by)
    if look.about is not None and look.action.startswith("export."):  # rows of before held the number
        return replace(look, about=About(look.about.text.rpartition(", ")[2]))
    if not _is_list(look) or look.about is None:
        return look
    if look.action == SPECIAL:
        return replace(look, about=None)
    what = look.about.text.partition(":")[0]
    found = known(_figure(what), look.about.asked)
    text = look.about.text if found.number else copies.told_of(what)
    told = tuple(each for each in found.told if each[0] != "figure")
    return replace(look, about=About(text, asked=told, more=found.more))


def _narrowed(look: Look, by: Actor) -> Look:
    """Which list it was, and how many as far as that may be told."""
    asked = dict(look.about.asked) if look.about else {}
    if look.about is None or "list" not in asked:
        return look
    found = narrowed.of_asked(asked["list"], asked, by)
    text = _COUNT.sub(lambda count: _told(int(count[1]), count[2], found, asked["list"], by), look.about.text)
    return replace(look, about=About(text, asked=found.told, more=found.more))


def _told(count: int, of_what: str, found: Narrowed, path: str, by: Actor) -> str:
    size = narrowed.size(count, found, path, by.agency_ids[0], by)
    return f"{size} {of_what}" if size else f"{of_what} (how many is not told)"


def _figure(what: str) -> str:
    """The figure behind which a list is; of a book of beds its net, which each of its lines counts for."""
    book = what.removeprefix(copies.BED_BOOK)
    return what if book == what else f"{book}.{Source.NET}"
