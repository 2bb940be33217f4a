"""The assessment report is recorded with who assessed: whoever types it is often somebody else (B8)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, journeys
from crm.commands.assignments import require_holder
from crm.commands.separation import DECISIONS, had_a_hand_in
from crm.errors import Refused
from crm.journey.events import ReportCompleted
from crm.journey.history import Row
from crm.journey.household import Household as Folded
from crm.journey.household import Journey
from crm.ledger import keys
from crm.ledger.cluster import load
from crm.people import assessors, folding, households, panels, users
from crm.people.assessor_tables import ReportAssessor
from crm.people.tables import Household
from crm.register import settings

LONGEST = 100  # characters of a name
CHANGED = "Somebody put right who assessed after you had opened this page: look at what it says now."


@dataclass(frozen=True, slots=True)
class Assessor:
    """Who assessed: one of the staff by account, or somebody from outside by name."""

    user_id: int | None
    name: str = ""


@command
def record(household_id: int, journey_id: int, event: ReportCompleted, assessor: Assessor, *, by: Actor) -> int:
    """Record the assessment report with who assessed; the event's id. Refused: nobody is said, or as
    `journeys.record`."""
    household = households.load(household_id, by.agency_ids)
    event_id = journeys.record(household_id, journey_id, event, by=by)
    _keep(household, _folded(household).journey(journey_id), event_id, assessor, by, None)
    return event_id


@command
def correct(
    household_id: int,
    event_id: int,
    event: ReportCompleted,
    *,
    why: str,
    assessor: Assessor,
    by: Actor,
    seen: int | None = None,
) -> None:
    """Put a report right, or who assessed, or both; what was said before stays on record.

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
        _keep(household, folded.journey(row.journey_id), first, assessor, by, why)


def _folded(household: Household) -> Folded:
    cluster = load(household.agency_id, [household.id])[household.id]
    return cluster.fold(household.id, settings.rulebook(household.agency_id))


def _apart(journey: Journey | None, worker_id: int) -> None:
    """Refused if who is said to have assessed has decided on the household already, or sat on its panel (DM-5)."""
    if journey is None:
        return
    decided = [row for kind in DECISIONS for row in journey.all(kind)]
    name = users.numbered(worker_id).name
    if worker_id in _hands_of(decided):
        what = "recorded the decision on this household"
    elif panels.sat_on(journey.id, worker_id) is not None:
        what = "sat on the panel that considered this household"
    else:
        return
    raise Refused(f"{name} {what}, and whoever assessed takes part in neither (DM-5).", field="assessor")


def _hands_of(rows: Sequence[Row]) -> set[int | None]:
    """Whoever recorded one of these rows of whatever kinds, or put it right."""
    return {who for row in rows for who in had_a_hand_in([row])}


def _keep(
    household: Household, journey: Journey | None, event_id: int, assessor: Assessor, by: Actor, why: str | None
) -> None:
    name = folding.tidied(assessor.name, longest=LONGEST, field="assessor_name")
    if assessor.user_id is None and not name:
        raise Refused("Enter who assessed the household", field="assessor_name")
    if assessor.user_id is not None:
        require_holder(assessor.user_id, [household], by)
        _apart(journey, assessor.user_id)
    row = ReportAssessor(
        agency_id=household.agency_id,
        household_id=household.id,
        event_id=event_id,
        assessor_id=assessor.user_id,
        name=None if assessor.user_id is not None else name,
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
