"""A report is recorded with who assessed, a temporary approval, and its extension, with who decided it as nominated
officer (KC-1, KC-5).

Whoever types it is often somebody else (B8).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, journeys
from crm.commands.assignments import require_holder
from crm.commands.separation import decides, had_a_hand_in, sat_on
from crm.errors import Refused
from crm.journey.event import Event
from crm.journey.history import Row
from crm.journey.household import Household as Folded
from crm.journey.household import Journey
from crm.journey.temporary_events import TEMPORARY
from crm.ledger import keys
from crm.ledger.cluster import load
from crm.people import assessors, caseload, folding, households, users
from crm.people.assessor_tables import ReportAssessor
from crm.people.persons import one_of
from crm.people.tables import Household
from crm.register import settings

LONGEST = 100  # characters of a name
APART = "If it was somebody else of that name, type what tells the two apart as well."
CHANGED = "Somebody put right who assessed after you had opened this page: look at what it says now."


@dataclass(frozen=True, slots=True)
class Assessor:
    """Who assessed: one of the staff by account, or somebody from outside by name."""

    user_id: int | None
    name: str = ""


@command
def record(household_id: int, journey_id: int, event: Event, assessor: Assessor, *, by: Actor) -> int:
    """Record the report with who assessed, or a temporary approval with who decided it; the event's id.

    Refused: nobody is said, or as `journeys.record`.
    """
    household = households.load(household_id, by.agency_ids)
    event_id = journeys.record(household_id, journey_id, event, by=by, assessor_said=True)
    _keep(household, _who(household, _folded(household).journey(journey_id), event, assessor, by), event_id, by)
    return event_id


@command
def correct(
    household_id: int,
    event_id: int,
    event: Event,
    *,
    why: str,
    assessor: Assessor,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Put such an event right, or who it was, or both; what was said before stays on record.

    `seen` is the number of what the page showed of the assessor, 0 for nothing: refused if another stands by now
    (T49). Refused as `journeys.correct`.
    """
    household = households.load(household_id, by.agency_ids)
    keys.lock(household.agency_id)  # of two at once the second is told so
    folded = _folded(household)
    row = next((row for journey in folded.journeys for row in journey.rows if row.id == event_id), None)
    if row is None:  # it stands no more, or is no event of theirs: which is refused for its own sake
        journeys.correct(household_id, event_id, event, reason=why, by=by)
        return
    first = row.first_id or row.id
    stands = next(iter(assessors.of_events([first]).get(first, ())), None)
    if seen is not None and seen != (stands.id if stands else 0):
        raise Refused(CHANGED)
    told = assessor.user_id, assessor.name.strip()
    same = stands is not None and (stands.assessor_id, stands.name or "") == told
    if event != row.event or same:
        journeys.correct(household_id, event_id, event, reason=why, by=by)
    elif not why:
        raise Refused("Say why it is being corrected.", field="reason")
    if not same:
        _keep(household, _who(household, folded.journey(row.journey_id), event, assessor, by), first, by, why)


def _folded(household: Household) -> Folded:
    cluster = load(household.agency_id, [household.id])[household.id]
    return cluster.fold(household.id, settings.rulebook(household.agency_id))


def _account_of(household: Household, name: str) -> int | None:
    """The account of whoever is typed by name and is not in the list, as a decision maker: so that they neither sit
    nor decide. None: nobody of that name has one.

    Refused: it is the name of somebody who is in the list to choose from.
    """
    theirs = [each for each in users.of_agency(household.agency_id) if one_of(name, [each.name])]
    listed = next((each for each in theirs if each.role in caseload.CASEWORKERS), None)
    if listed is not None:
        raise Refused(
            f"{listed.name} has an account of your service: choose them from the list (DM-5). {APART}",
            field="assessor_name",
        )
    return theirs[0].id if theirs else None


def _without_account(household: Household, name: str, by: Actor) -> None:
    """Refused where the name typed for a nominated officer is an account's: it is in the list, or is none's.

    Nor is it that of whoever records it, wherever their own account is.
    """
    recorder = users.find(by.user_id) if by.user_id is not None else None
    theirs = [*users.of_agency(household.agency_id), *([recorder] if recorder else [])]
    found = [each for each in theirs if one_of(name, [each.name])]
    if not found:
        return
    deciders = {each.id for each in caseload.deciders(household.agency_id)}
    listed = next((each for each in found if each.id in deciders), None)
    no = (
        f"{listed.name} has an account of your service: choose them from the list (KC-1, KC-5)."
        if listed
        else f"{found[0].name} has an account of your service and is no nominated officer: one of them "
        "decides, and nobody else (KC-1, KC-5)."
    )
    raise Refused(f"{no} {APART}", field="assessor_name")


def _apart(journey: Journey | None, worker_id: int | None, name: str) -> None:
    """Refused if who is said to have assessed has decided on the household already, or sat on its panel (DM-5)."""
    if journey is None:
        return
    hands = _hands_of([row for row in journey.rows if decides(row.event)]) - {None}
    deciders = [users.find(each) for each in hands if each is not None]
    if worker_id in hands or one_of(name, [each.name for each in deciders if each]):
        what = "recorded the decision on this household"
    elif sat_on(journey, worker_id, name, voting=True) is not None:
        what = "sat on the panel that considered this household"
    else:
        return
    raise Refused(f"{name} {what}, and whoever assessed takes part in neither (DM-5).", field="assessor")


def _hands_of(rows: Sequence[Row]) -> set[int | None]:
    """Whoever recorded one of these rows of whatever kinds, or put it right."""
    return {who for row in rows for who in had_a_hand_in([row])}


def _who(household: Household, journey: Journey | None, event: Event, said: Assessor, by: Actor) -> Assessor:
    """Who it was, in the form in which it is kept; Refused where it is nobody, or cannot have been them."""
    officer = isinstance(event, TEMPORARY)
    name = folding.tidied(said.name, longest=LONGEST, field="assessor_name")
    if said.user_id is None and not name:
        no = (
            "Enter the nominated officer who decided (KC-1, KC-5)"
            if officer
            else "Enter who assessed the household"
        )
        raise Refused(no, field="assessor_name")
    if said.user_id is None:
        if officer:
            _without_account(household, name, by)
            return Assessor(None, name)
        account = _account_of(household, name)
        _apart(journey, account, name if account is None else users.numbered(account).name)
        return Assessor(account, name if account is None else "")
    if not officer:
        require_holder(said.user_id, [household], by)
        _apart(journey, said.user_id, users.numbered(said.user_id).name)
    elif said.user_id not in {each.id for each in caseload.deciders(household.agency_id)}:
        raise Refused("Choose one of the council's nominated officers (KC-1, KC-5)", field="assessor")
    return Assessor(said.user_id)


def _keep(household: Household, who: Assessor, event_id: int, by: Actor, why: str | None = None) -> None:
    row = ReportAssessor(
        agency_id=household.agency_id,
        household_id=household.id,
        event_id=event_id,
        assessor_id=who.user_id,
        name=who.name or None,
        recorded_at=clock.now(),
        recorded_by=by.user_id,
    )
    assessors.add(row)
    audit.record(
        by,
        "report.assessor",
        agency_id=household.agency_id,
        household_id=household.id,
        fields=["assessor"],
        reason=why,
    )
