"""A carer leaves a household of two: they part, one stops, or one dies. It goes on with the other (B-18)."""

from __future__ import annotations

from datetime import date, timedelta

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, contacts, course_places, journeys, people, signed, tasks
from crm.commands.editing import carer_of
from crm.commands.profiles import remove_carer
from crm.errors import Refused
from crm.journey.ending_events import CarerLeft
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.ledger.now import approved_journey
from crm.people import carer_notices, households, merging
from crm.people.households import NewCarer
from crm.people.tables import Household
from crm.people.tasks import STEP
from crm.register import settings

WHY = ("separated", "resigned", "died")
REMAINS = (
    "The carer who is left had given notice for themselves: record it as the household's, received on {day} (RV-8)"
)
NOT_YET = "Their notice ends their part of the approval on {day}: record it then. Until that day they are approved."
REVIEW = "Review the approval: one of the carers has left (RV-11). May the terms stay as they are?"
NOBODY = "Nobody is on record as a carer of this approval (merge undone): put the carer back, or record its end"
ONLY_ONE = "This is the only carer: when they die the approval ends on that day (B-18). Record the de-registration."


@command
def part(
    household_id: int, position: int, *, why: str, on: date, own_household: bool, version: int, by: Actor
) -> int | None:
    """Take a carer out of a household of two; the number of a household of their own, if they are to have one.

    `own_household`: whoever parts may be asked about, or apply, as a household of their own: it has their name and
    contacts, and never where they live now. An account for the portal is closed from the next request on (T16), and
    their places on courses to come go to who waits. An approval goes on with the other carer, and a review of it is
    asked for (RV-11).
    Refused: the only carer, a day ahead or before the approval, or a household of one's own for somebody who died.
    """
    _require_told(why, on, own_household=own_household)
    household = households.load(household_id, by.agency_ids)
    if len(households.carers_of(household_id)) < 2:  # noqa: PLR2004 - the only one
        raise Refused(ONLY_ONE)
    carer = carer_of(household_id, position)
    _require_over(household, carer.id, why, on)
    known = NewCarer(carer.name or "", carer.email, carer.phone)
    course_places.give_up_all(carer, by)
    signed.leaves(carer, by)
    remove_carer(household_id, position, because=why, version=version, by=by, leaves=True)
    journey_id = approved_journey(household_id, on)
    if journey_id is not None:
        journeys.record(household_id, journey_id, CarerLeft(happened_on=on, why=why), by=by)
        within = settings.value("split_review_days", household.agency_id, clock.today())
        due_on = clock.today() + timedelta(days=within)
        tasks.add(household_id, kind=STEP, what=REVIEW, due_on=due_on, by=by)
        of_who_is_left(household_id, by)
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


def _require_told(why: str, on: date, *, own_household: bool) -> None:
    if why not in WHY:
        raise Refused("Choose why they leave", field="why")
    if on > clock.today():
        raise Refused(f"{said(on)} is in the future: record it when it has happened.", field="on")
    if own_household and why == "died":
        raise Refused("Only somebody who lives on can have a household of their own", field="own_household")


def _require_over(household: Household, carer_id: int, why: str, on: date) -> None:
    """Nobody leaves before the approval (B-18); whoever has given notice is approved until its last day (RV-8)."""
    _require_since(household, on)
    approval = approved_journey(household.id, clock.today()) if why == "resigned" else None
    signed = carer_notices.latest(carer_id, approval)
    if signed is not None and on < signed.ends_on:
        raise Refused(NOT_YET.format(day=said(signed.ends_on)), field="on")


def of_who_is_left(household_id: int, by: Actor) -> None:
    """Whoever is left alone and has given notice ends the approval with it: nobody else could still sign.

    Where two records were one, and the other's carer was the last: nobody is left, and somebody has to say who is.
    """
    left = households.carers_of(household_id)
    if not left and households.had_carers(household_id):
        tasks.add(household_id, kind=STEP, what=NOBODY, due_on=clock.today(), by=by)
    approval = approved_journey(household_id, clock.today())
    for each in left if len(left) == 1 else ():
        row = carer_notices.latest(each.id, approval)
        if row is not None:
            what = REMAINS.format(day=said(row.signed_on))
            tasks.add(household_id, kind=STEP, what=what, due_on=clock.today(), by=by)


def _require_since(household: Household, on: date) -> None:
    """Refused where the household was approved after a day: both were approved, and nobody had left by then."""
    cluster, rulebook = (
        load(household.agency_id, [household.id])[household.id],
        settings.rulebook(household.agency_id),
    )
    approvals = cluster.fold(household.id, rulebook).approvals
    since = next((each.begins_on for each in approvals if each.begins_on > on), None)
    if since is not None:
        raise Refused(
            f"The household was approved on {said(since)}, with both: enter that day or a later one, or put the "
            "approval right first (B-18).",
            field="on",
        )


def _own(household: Household, carer: NewCarer, on: date, by: Actor) -> int:
    """A household of the leaver's own, told apart from the one that they leave."""
    made = people.create_household(household.agency_id, carers=[carer], by=by)
    merging.tell_apart(household.agency_id, household.id, made, at=clock.now(), by=by.user_id)
    note = f"Was a carer of {household.reference} until {said(on)}, when the two parted."
    contacts.log(
        made, kind="note", direction=None, outcome=None, happened_at=clock.now(), text=note, by=by, anyway=True
    )
    return made
