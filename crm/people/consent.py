"""Whether a household may be written to: what it agreed to, when, to which wording, and whether it opted out.

Two questions. Letters about its own enquiry or assessment go to everybody who has not opted out; news and events
only to those who agreed to be kept in touch with. Whoever agrees anew after opting out may be written to again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, insert

from crm import clock
from crm.extensions import db
from crm.people.history import Because
from crm.people.tables import FormerValue, Household

SUBJECT = "consent"  # of a former value


class Asked(Protocol):
    """What is on record of a household's answers: the household itself, or a row that has these columns."""

    @property
    def keep_in_touch(self) -> bool | None: ...
    @property
    def opted_out_at(self) -> datetime | None: ...


@dataclass(frozen=True)
class Answer:
    """Yes or no to being kept in touch with, on a day, to the wording that held from a day on."""

    agreed: bool
    on: date
    wording: date


def may_write(household: Asked, *, news: bool = False) -> bool:
    """Whether a letter or an e-mail may go to a household; `news`: one that is not about its own enquiry."""
    return household.opted_out_at is None and (not news or household.keep_in_touch is True)


def writable(*, news: bool = False) -> ColumnElement[bool]:
    """The same as a condition on the table of households."""
    willing = Household.opted_out_at.is_(None)
    return and_(willing, Household.keep_in_touch.is_(True)) if news else willing


def answer(household: Household, given: Answer, *, at: datetime, by: int | None) -> list[str]:
    """Put an answer on record; the names of the fields that changed. One older than that on record changes none.

    Nor does one of a day before they opted out: who wants no letters is not written to because of an earlier yes.
    """
    if is_older(household, given.on):
        return []
    values: dict[str, Any] = {"keep_in_touch": given.agreed}
    if given.agreed and household.opted_out_at is not None:
        values["opted_out_at"] = None
    changed = _replace(household, values, since=given.on, at=at, by=by)
    household.keep_in_touch_on, household.keep_in_touch_wording = given.on, given.wording
    db.session.flush()
    return changed


def is_older(household: Household, on: date) -> bool:
    """Whether what was said on a day gives way to what is on record: a later answer, or opting out later."""
    opted_out = clock.day_of(household.opted_out_at) if household.opted_out_at is not None else date.min
    return on < max(household.keep_in_touch_on or date.min, opted_out)


def take(household: Household, values: Mapping[str, Any], because: Because) -> list[str]:
    """Let a household have answers that were another record's of it; the names of the fields that changed."""
    given = dict(values)
    changed = _replace(household, given, since=because.since, at=because.recorded_at, by=because.recorded_by)
    db.session.flush()
    return changed


def opt_out(household: Household, *, on: date, at: datetime, by: int | None) -> list[str]:
    """Write to them no more: neither news nor anything else."""
    values: dict[str, Any] = {"keep_in_touch": False}
    if household.opted_out_at is None:
        values["opted_out_at"] = at
    changed = _replace(household, values, since=on, at=at, by=by)
    db.session.flush()
    return changed


def _replace(
    household: Household, values: dict[str, Any], *, since: date, at: datetime, by: int | None
) -> list[str]:
    """Set these values, and keep what was said before; what was never asked is no former value."""
    changed = [name for name, value in values.items() if getattr(household, name) != value]
    former = [
        {
            "household_id": household.id,
            "subject": SUBJECT,
            "field": name,
            "value": _said(getattr(household, name)),
            "nature": "changed",
            "until": since,
            "recorded_at": at,
            "recorded_by": by,
        }
        for name in changed
        if getattr(household, name) is not None
    ]
    if former:
        db.session.execute(insert(FormerValue), former)
    for name in changed:
        setattr(household, name, values[name])
    return changed


def _said(value: bool | datetime) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat()
