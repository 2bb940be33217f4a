"""Putting on record which households a list showed, or a file took: their references name nobody (T44)."""

from __future__ import annotations

from collections.abc import Iterable

from crm import audit
from crm.actor import Actor


def note_look(references: Iterable[str], agencies: Iterable[int], by: Actor) -> None:
    """Put on record that households of these agencies were shown in a list: one row."""
    _note("household.list", references, agencies, by, None)


def note_export(references: Iterable[str], agencies: Iterable[int], by: Actor, *, reason: str) -> None:
    """Put on record that households of these agencies were taken as a file, and what for: one row."""
    _note("household.export", references, agencies, by, reason)


def _note(action: str, references: Iterable[str], agencies: Iterable[int], by: Actor, reason: str | None) -> None:
    shown, whose = list(dict.fromkeys(references)), set(agencies)
    agency_id = whose.pop() if len(whose) == 1 else None
    audit.record(by, action, agency_id=agency_id, fields=shown, reason=reason, about=f"{len(shown)} households")
