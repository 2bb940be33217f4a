"""Putting on record which households a list showed, or a file took: their references name nobody (T44)."""

from __future__ import annotations

from collections.abc import Iterable

from crm import audit
from crm.actor import Actor
from crm.reads.large_files import require_second


def note_look(references: Iterable[str], agencies: Iterable[int], by: Actor) -> None:
    """Put on record that households of these agencies were shown in a list: one row."""
    _note("household.list", references, agencies, by, None)


def note_export(references: Iterable[str], agencies: Iterable[int], by: Actor, *, reason: str) -> None:
    """Put on record that households of these agencies were taken as a file, and what for: one row.

    TakesTwo: there are so many that a second person agrees first (T19).
    """
    taken = list(references)
    require_second(len(set(taken)), by)
    _note("household.export", taken, agencies, by, reason)


def note_guests(evening: int, guests: int, references: Iterable[str], agency_id: int, by: Actor) -> None:
    """Put on record that who booked an evening was shown, each by name, e-mail and phone, and whose household some
    are now: one row."""
    about = f"evening {evening}: {guests} guests, by name, e-mail and phone"
    audit.record(by, "evening.list", agency_id=agency_id, fields=references, about=about)


def note_file(rows: int, what: str, agencies: Iterable[int], by: Actor, *, reason: str) -> None:
    """Put on record that a list which names no household was taken as a file, how long it is, and what for."""
    whose = set(agencies)
    agency_id = whose.pop() if len(whose) == 1 else None
    audit.record(by, "list.export", agency_id=agency_id, reason=reason, about=f"{rows} {what}")


def note_concerns(references: Iterable[str], agencies: Iterable[int], by: Actor, *, reason: str | None) -> None:
    """Put on record that concerns of these households were told beside other things: one row, if there are any.

    It has the name of a look at the register, or of a file of it, so that who answers for it finds all of them.
    """
    shown = list(references)
    if shown:
        _note("concern.export" if reason else "concern.list", shown, agencies, by, reason)


def _note(action: str, references: Iterable[str], agencies: Iterable[int], by: Actor, reason: str | None) -> None:
    shown, whose = list(dict.fromkeys(references)), set(agencies)
    agency_id = whose.pop() if len(whose) == 1 else None
    audit.record(by, action, agency_id=agency_id, fields=shown, reason=reason, about=f"{len(shown)} households")
