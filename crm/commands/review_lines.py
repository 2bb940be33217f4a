"""Gathering for a review: whose views were asked and came (RV-2), and when its report was ready (RV-3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import Refused, Stale
from crm.journey.events import ReviewCompleted
from crm.journey.household import Household as Folded
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.ledger.keys import lock
from crm.people import folding, households, review_lines
from crm.people.review_lines import CARER, CHILD, REPORT, VOICES
from crm.people.review_tables import ReviewLine
from crm.people.tables import Household
from crm.register import settings

LONGEST = 100
_REFERENCE = re.compile(r"(?=.*[0-9])[A-Z0-9][A-Z0-9/._-]{0,39}", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Told:
    """Whose views, or the report: a carer by position, a child by reference, a council by name; and two days."""

    kind: str
    who: str | None
    asked_on: date | None
    received_on: date | None


@command
def tell(household_id: int, told: Told, *, by: Actor, version: int | None = None) -> int:
    """Put on record that views were asked for, or came, or that the report is ready; the line's number.

    Said again of the same, it replaces the days, and what was said before is kept. Refused: no approval to review
    (RV-1), no day, a day ahead or before the last review, received before asked, a carer who is none of the
    household's, or a child's name in place of a reference. Stale: somebody has said it since the line `version`,
    which was the last of them when the page was opened (T49).
    """
    household = households.load(household_id, by.agency_ids)
    lock(household.agency_id)
    since = last_review(household.agency_id, household.id)
    who = _who(told, household.id)
    _check_days(told, since)
    lines = review_lines.since(household.id, since)
    row = next((each for each in lines if (each.kind, each.who) == (told.kind, who)), None)
    if row is not None:
        if version is not None and row.id > version:
            raise Stale("Somebody has recorded this since you opened the page: see what it says now.")
        row.replaced_at = clock.now()
    row = review_lines.add(_row(household, told, who, by))
    audit.record(
        by,
        "review.line",
        agency_id=household.agency_id,
        household_id=household.id,
        about=f"review line {row.id}",
        fields=[told.kind],
    )
    return row.id


def _row(household: Household, told: Told, who: str | None, by: Actor) -> ReviewLine:
    return ReviewLine(
        agency_id=household.agency_id,
        household_id=household.id,
        kind=told.kind,
        who=who,
        asked_on=told.asked_on,
        received_on=told.received_on,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )


def last_review(agency_id: int, household_id: int) -> date:
    """The day of the last review, or of the approval that stands. Refused: there is none (RV-1)."""
    folded: Folded = load(agency_id, [household_id])[household_id].fold(household_id, settings.rulebook(agency_id))
    approval = folded.approval_on(clock.today())
    journey = folded.journey(approval.journey_id) if approval else None
    if approval is None or journey is None:
        raise Refused(
            "A review is of an approval, within a year of it (RV-1), and this household is not approved today. "
            "Record the approval first, or, if its end is on record by mistake, put that right on the timeline."
        )
    decided = [
        row.event.happened_on
        for row in journey.all(ReviewCompleted)
        if isinstance(row.event, ReviewCompleted) and row.event.outcome != "defer"
    ]
    return max(decided, default=approval.begins_on)


def _who(told: Told, household_id: int) -> str | None:
    if told.kind not in (*VOICES, REPORT):
        raise Refused("Choose whose views they are", field="whose")
    if told.kind == REPORT:
        return None
    who = folding.tidied(told.who or "", longest=LONGEST, field="other")
    if not who:
        raise Refused("Enter which council", field="other")
    if told.kind == CHILD and not _REFERENCE.fullmatch(who):
        raise Refused("A child is named by the reference of the case system only, like C-1042", field="whose")
    if told.kind == CARER and who not in {str(each.position) for each in households.carers_of(household_id)}:
        raise Refused("Choose whose views they are", field="whose")
    return who.upper() if told.kind == CHILD else who


def _check_days(told: Told, since: date) -> None:
    today = clock.today()
    days = {"asked_on": told.asked_on, "received_on": told.received_on}
    if told.kind == REPORT and told.received_on is None:
        raise Refused("Enter the day on which the report was ready (RV-3)", field="received_on")
    if not any(days.values()):
        raise Refused("Enter the day on which they were asked for, or came", field="asked_on")
    for name, day in days.items():
        if day is not None and day > today:
            raise Refused(f"{said(day)} is in the future: record it when it has happened", field=name)
        if day is not None and day <= since:
            what = "the approval or the last review"
            raise Refused(
                f"{said(day)} is not after {what}, on {said(since)}: it is of that one. Enter a later day; if "
                f"{said(since)} is wrong, put that right on the timeline first",
                field=name,
            )
    if told.asked_on and told.received_on and told.received_on < told.asked_on:
        raise Refused("They cannot have come before they were asked for", field="received_on")
