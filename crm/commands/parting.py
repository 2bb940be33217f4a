"""A carer leaves a household that has two: they part, or one dies. It goes on with the other (B-18)."""

from __future__ import annotations

from datetime import date, timedelta

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, contacts, journeys, people, tasks
from crm.commands.editing import carer_of
from crm.commands.profiles import remove_carer
from crm.errors import Refused
from crm.journey.ending_events import CarerLeft
from crm.journey.saying import said
from crm.ledger.now import approved_journey
from crm.people import households, merging
from crm.people.households import NewCarer
from crm.people.tables import Household
from crm.people.tasks import STEP
from crm.register import settings

WHY = ("separated", "died")
REVIEW = "Review the approval: one of the carers has left (RV-11). May the terms stay as they are?"
ONLY_ONE = "This is the only carer: when they die the approval ends on that day (B-18). Record the de-registration."


@command
def part(
    household_id: int, position: int, *, why: str, on: date, own_household: bool, version: int, by: Actor
) -> int | None:
    """Take a carer out of a household of two; the number of a household of their own, if they are to have one.

    `own_household`: whoever parts may be asked about, or apply, as a household of their own: it has their name and
    contacts, and never where they live now. An account for the portal is closed from the next request on (T16). An
    approval goes on with the other carer, and a review of it is asked for (RV-11).
    Refused: the only carer, a day ahead, or a household of one's own for somebody who died.
    """
    if why not in WHY:
        raise Refused("Choose why they leave", field="why")
    if on > clock.today():
        raise Refused(f"{said(on)} is in the future: record it when it has happened.", field="on")
    if own_household and why == "died":
        raise Refused("Only somebody who lives on can have a household of their own", field="own_household")
    household = households.load(household_id, by.agency_ids)
    if len(households.carers_of(household_id)) < 2:  # noqa: PLR2004 - the only one
        raise Refused(ONLY_ONE)
    carer = carer_of(household_id, position)
    known = NewCarer(carer.name or "", carer.email, carer.phone)
    remove_carer(household_id, position, version=version, by=by)
    journey_id = approved_journey(household_id, on)
    if journey_id is not None:
        journeys.record(household_id, journey_id, CarerLeft(happened_on=on, why=why), by=by)
        within = settings.value("split_review_days", household.agency_id, clock.today())
        due_on = clock.today() + timedelta(days=within)
        tasks.add(household_id, kind=STEP, what=REVIEW, due_on=due_on, by=by)
    made = _own(household, known, on, by) if own_household else None
    audit.record(
        by,
        "household.part",
        agency_id=household.agency_id,
        household_id=household_id,
        fields=[f"carer {position}"],
        reason=why,
    )
    return made


def _own(household: Household, carer: NewCarer, on: date, by: Actor) -> int:
    """A household of the leaver's own, told apart from the one that they leave."""
    made = people.create_household(household.agency_id, carers=[carer], by=by)
    merging.tell_apart(household.agency_id, household.id, made, at=clock.now(), by=by.user_id)
    note = f"Was a carer of {household.reference} until {said(on)}, when the two parted."
    contacts.log(
        made, kind="note", direction=None, outcome=None, happened_at=clock.now(), text=note, by=by, anyway=True
    )
    return made
