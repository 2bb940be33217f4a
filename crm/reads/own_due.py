"""What comes next for a carer, in the portal: the review, training, and checks that are to be done anew.

Training and checks are one's own: of the other carer of the household nothing is told (T16). What nobody has
recorded for years is not called late here: most likely it was done, and the worker knows.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from crm import clock
from crm.actor import Actor
from crm.extensions import db
from crm.journey import levels
from crm.ledger.tables import HeldClock
from crm.people import checks, skills
from crm.people.tables import Carer
from crm.reads.own_home import Own, own_carer
from crm.reads.training import STANDARDS, holding_of
from crm.register import schemes

REVIEW = "RV-1"
CAME = ("received", "judged")


@dataclass(frozen=True, slots=True)
class Next:
    """Something that is to come, and the day by which."""

    what: str
    by_day: date


def next_of(found: Own, by: Actor) -> tuple[Next, ...]:
    """What comes next for whoever asks, the earliest first. The caller puts the look on record."""
    if found.approval is None:
        return ()
    every = [*_clocks(found), *_of_carer(found, by)]
    return tuple(sorted(every, key=lambda each: (each.by_day, each.what)))


def _clocks(found: Own) -> Iterator[Next]:
    said = {REVIEW: "Your yearly review"} | dict.fromkeys(STANDARDS, "Training standards for foster carers")
    today = clock.today()
    chosen = select(HeldClock).where(
        HeldClock.household_id == found.household.id, HeldClock.rule.in_(said), HeldClock.until.is_(None)
    )
    for row in db.session.scalars(chosen.order_by(HeldClock.due_on)):
        silent = row.silent_from is not None and row.silent_from <= today
        if not silent and (row.since is None or row.since <= today):
            yield Next(said[row.rule], row.due_on)


def _of_carer(found: Own, by: Actor) -> Iterator[Next]:
    carer = own_carer(found, by)
    if carer is None:
        return
    today, given = clock.today(), found.choices.settings
    near = today + timedelta(days=int(given.value("training_near_days", today)))
    own = skills.of_carers([carer.id]).get(carer.id, [])
    for each in holding_of(levels.standing(own).trained, schemes.courses(given, today)):
        if each.lapses <= near:
            yield Next(f"{each.course.label}, again", each.lapses)
    yield from _checks(found, carer, today)


def _checks(found: Own, carer: Carer, today: date) -> Iterator[Next]:
    """Checks of this carer that hold no longer, or not for long: which, and never what came of them."""
    approval, given = found.approval, found.choices.settings
    if approval is None:
        return
    last = today + timedelta(days=int(given.value("check_expiry_days", today)))
    labels = {each["code"]: each["label"] for each in given.value("checks", today)}
    key = f"carer-{carer.id}"
    until: dict[str, date | None] = {}
    for each in checks.standing(checks.entries_of(approval.journey_id)):
        if each.who == key and each.act in CAME:
            until[each.code] = each.expires_on or until.get(each.code) if each.act == "judged" else each.expires_on
    for code, ends in until.items():
        if ends is not None and ends <= last and code in labels:
            yield Next(f"{labels[code]}, to be done again", ends)
