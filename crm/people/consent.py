"""Whether a household may be written to: what it agreed to, when, to which wording, and whether it opted out.

What stands of what it said is decided in `consent_rule`; here that is kept, with what stood before. Two questions.
Letters about its own enquiry or assessment go to everybody who has not opted out; news and events only to those who
agreed to be kept in touch with. Whoever agrees anew after opting out may be written to again.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, insert

from crm import clock
from crm.extensions import db
from crm.people.consent_rule import Answer, Stands, answered, opted_out
from crm.people.history import Because
from crm.people.tables import FormerValue, Household

SUBJECT = "consent"  # of a former value


class Asked(Protocol):
    """What is on record of a household's answers: the household itself, or a row that has these columns."""

    @property
    def keep_in_touch(self) -> bool | None: ...
    @property
    def opted_out_at(self) -> datetime | None: ...


def may_write(household: Asked, *, news: bool = False) -> bool:
    """Whether a letter or an e-mail may go to a household; `news`: one that is not about its own enquiry."""
    return household.opted_out_at is None and (not news or household.keep_in_touch is True)


def writable(*, news: bool = False) -> ColumnElement[bool]:
    """The same as a condition on the table of households."""
    willing = Household.opted_out_at.is_(None)
    return and_(willing, Household.keep_in_touch.is_(True)) if news else willing


def of(household: Household) -> Stands:
    """What stands of what a household said."""
    out = household.opted_out_at
    return Stands(
        household.keep_in_touch,
        household.keep_in_touch_on,
        household.keep_in_touch_wording,
        clock.day_of(out) if out is not None else None,
    )


def answer(household: Household, given: Answer, *, at: datetime, by: int | None) -> list[str]:
    """Put an answer on record; the names of the fields that changed. One older than that on record changes none."""
    return take(household, answered(of(household), given), Because("changed", given.on, at, by))


def opt_out(household: Household, *, on: date, at: datetime, by: int | None) -> list[str]:
    """Write to them no more, since a day: neither news nor anything else. A yes of a later day goes on standing."""
    return take(household, opted_out(of(household), on), Because("changed", on, at, by))


def take(household: Household, stands: Stands, because: Because) -> list[str]:
    """Let this stand of a household, and keep what stood before; the names of the fields that changed."""
    before = of(household)
    if stands == before:
        return []
    if stands.told != before.told:
        db.session.execute(insert(FormerValue), [_former(household.id, before.told, because)])
    if stands.out != before.out:
        household.opted_out_at = _moment(stands.out, because.recorded_at)
    household.keep_in_touch, household.keep_in_touch_on = stands.agreed, stands.on
    household.keep_in_touch_wording = stands.wording
    db.session.flush()
    changed = {"keep_in_touch": stands.agreed != before.agreed, "opted_out_at": stands.out != before.out}
    return [name for name, differs in changed.items() if differs] or ["keep_in_touch"]


def _moment(day: date | None, now: datetime) -> datetime | None:
    """When they opted out: of another day than today the hour is not known, and noon stands for it."""
    if day is None:
        return None
    return now if day == clock.day_of(now) else clock.noon(day)


def _former(household_id: int, told: str | None, because: Because) -> dict[str, Any]:
    return {
        "household_id": household_id,
        "subject": SUBJECT,
        "field": "keep_in_touch",
        "value": told,
        "nature": because.nature,
        "until": because.since,
        "recorded_at": because.recorded_at,
        "recorded_by": because.recorded_by,
    }
