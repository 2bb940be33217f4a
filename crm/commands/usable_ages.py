"""Carers say that only some ages can come for a while: a memo that holds at once, and moves no ledger (B-11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.commands.carer_places import tell
from crm.commands.range_asking import approval_of, own
from crm.errors import Refused
from crm.extensions import db
from crm.journey.saying import said
from crm.people import usable_ages
from crm.people.placement_tables import UsableAges
from crm.people.tables import Household

NOTHING = "Nothing of the kind is on record any more: you can take all the ages that you are approved for."


@dataclass(frozen=True, slots=True)
class Ages:
    """From one age to another, in years; from a day on, until the day from which all ages can come again."""

    age_from: int
    age_to: int
    from_on: date
    to_on: date | None = None


@command
def say(ages: Ages, *, by: Actor) -> int:
    """Say it, in the place of what was said for the same days, and of no others; the number of what is on record.

    Refused: ages that the approval is not for, all that it is for, and days that are past or run backwards.
    """
    home, today = own(by), clock.today()
    terms = approval_of(home).terms_on(today)
    youngest, oldest = terms.age_from or 0, terms.age_to if terms.age_to is not None else 17
    if not youngest <= ages.age_from <= ages.age_to <= oldest:
        field = "age_from" if not youngest <= ages.age_from <= oldest else "age_to"
        raise Refused(f"You are approved for ages {youngest} to {oldest}: enter ages within these.", field=field)
    if (ages.age_from, ages.age_to) == (youngest, oldest):
        raise Refused("These are all the ages that you are approved for: enter fewer.", field="age_from")
    if ages.from_on < today:
        raise Refused("The first day must be today or later.", field="from_on")
    if ages.to_on is not None and ages.to_on <= ages.from_on:
        raise Refused(f"The day must be after the first, {said(ages.from_on)}.", field="to_on")
    for row in usable_ages.of_home(home.id, today):
        begins_before = ages.to_on is None or row.from_on < ages.to_on
        if begins_before and (row.to_on is None or row.to_on > ages.from_on):
            after = Ages(row.age_from, row.age_to, ages.to_on, row.to_on) if ages.to_on else None
            if after and (row.to_on is None or row.to_on > after.from_on):
                _add(home, after, by)  # what was said of the days after these holds as it did
            usable_ages.end(row, ages.from_on, at=clock.now(), by=by.user_id)
    made = _add(home, ages, by)
    _record(home, "availability.ages", made, by)
    until = f" until {said(ages.to_on)}" if ages.to_on else ""
    tell(home, f"The carers say: only ages {ages.age_from} to {ages.age_to} from {said(ages.from_on)}{until}", by)
    return made.id


@command
def end(*, by: Actor) -> None:
    """Say that all the ages of the approval can come again, from today on. Refused: nothing else was said."""
    home, today = own(by), clock.today()
    rows = usable_ages.of_home(home.id, today)
    if not rows:
        raise Refused(NOTHING)
    for row in rows:
        usable_ages.end(row, today, at=clock.now(), by=by.user_id)
        _record(home, "availability.ages_over", row, by)
    tell(home, "The carers say: all the ages of their approval can come again", by)


def _add(home: Household, ages: Ages, by: Actor) -> UsableAges:
    made = UsableAges(
        agency_id=home.agency_id,
        household_id=home.id,
        age_from=ages.age_from,
        age_to=ages.age_to,
        from_on=ages.from_on,
        to_on=ages.to_on,
        added_at=clock.now(),
        added_by=by.user_id,
    )
    db.session.add(made)
    db.session.flush()
    return made


def _record(home: Household, action: str, row: UsableAges, by: Actor) -> None:
    about = f"usable ages {row.id}"
    audit.record(by, action, agency_id=home.agency_id, household_id=home.id, about=about, fields=["ages"])
