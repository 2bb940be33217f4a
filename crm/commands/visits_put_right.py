"""A recorded visit put right: whether it took place, its day, what came of it, the report. What was said stays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from crm import audit, clock, holding
from crm.actor import Actor
from crm.commands import command, contacts, journeys, promises, tasks, visit_steps
from crm.commands.pasted_addresses import require_no_address
from crm.commands.visits import (
    ASSESSMENT,
    CANCELLED,
    DONE,
    ENDINGS,
    INVITED,
    MISSED,
    PLAIN,
    SUPERVISION,
    UNANNOUNCED,
    UNSUITABLE,
    WITHDREW,
    known_outcome,
)
from crm.errors import NotFound, Refused, Stale
from crm.extensions import db
from crm.journey import assessing
from crm.journey.events import StruckOut
from crm.journey.saying import said
from crm.ledger.cluster import load
from crm.ledger.latest import latest
from crm.people import households, merging
from crm.people import tasks as done_before
from crm.people.tables import Household
from crm.people.tasks import CALL_BACK
from crm.people.visit_tables import Visit, VisitBefore
from crm.register import settings

HELD = "held"
SETTLED = (INVITED, UNSUITABLE, WITHDREW)  # outcomes after which nobody is to be asked again
RECORDED = (DONE, MISSED, CANCELLED)
CHANGED = "Somebody put this visit right after you had opened it. Look at what it says now, and send yours again."


@dataclass(frozen=True, kw_only=True, slots=True)
class Right:
    """What is right of a visit: 'held', or how it ended else (`visits.ENDINGS`); its day; what came of it."""

    how: str
    on: date
    outcome: str | None = None
    report: str = ""
    again_on: date | None = None
    anyway: bool = False


@command
def correct(household_id: int, visit_id: int, right: Right, *, because: str, version: int, by: Actor) -> None:
    """Put right what was recorded of a visit that is past. `version` is how often it was put right before.

    The step that it put on the journey is put right with it, or struck out, or recorded now. A call that was
    promised in it is to be made only on the day that is said now. Refused: a day ahead, no reason, nothing
    different, or where the journey does not allow the step. Stale: it was put right in between. LooksLikeAddress:
    as a note's text.
    """
    household = households.load(household_id, by.agency_ids)
    visit = _load(household, visit_id, version)
    reasons = settings.value("correction_reasons", visit.agency_id, clock.today())
    if because not in {each["code"] for each in reasons}:
        raise Refused("Choose why it is being put right", field="why")
    state, outcome = _ended(visit, right)
    _possible(household, visit, right)
    text = contacts.tidied(right.report, field="report") or None
    seems = text != visit.report and require_no_address(text or "", right.anyway, field="report")
    starts_at = _moved(visit.starts_at, right.on)
    kept, again_on = done_before.promised_in(visit.id), _again_on(visit, right, outcome)
    if (state, outcome, text, starts_at, again_on) == (*_says(visit), kept):
        raise Refused("Nothing is different from what is on record.")
    was = _kept(visit, because, by)
    visit.state, visit.outcome, visit.report, visit.starts_at = state, outcome, text, starts_at
    visit.ended_at, visit.ended_by = clock.now(), by.user_id
    _step(household, visit, right.on, because, by)
    if (state, right.on, again_on) != (was.state, clock.day_of(was.starts_at), kept):
        _calls(household, visit, again_on, by)
    audit.record(
        by,
        "visit.correct",
        agency_id=visit.agency_id,
        household_id=visit.household_id,
        about=f"visit {visit.id}",
        fields=[visit.purpose, *(["address in text"] if seems else [])],
        reason=because,
    )


def _load(household: Household, visit_id: int, version: int) -> Visit:
    visit = holding.held(Visit, visit_id)
    if visit is None or visit.household_id not in merging.together(household.id):
        raise NotFound("There is no such visit")
    before = select(func.count()).select_from(VisitBefore).where(VisitBefore.visit_id == visit.id)
    if visit.state not in RECORDED or db.session.scalar(before) != version:
        raise Stale(CHANGED)
    return visit


def _ended(visit: Visit, right: Right) -> tuple[str, str | None]:
    """The state and the outcome that the answers make."""
    if right.how == HELD:
        asked = visit.purpose in PLAIN
        kept = visit.outcome if visit.state == DONE else None
        same = asked and kept is not None and right.outcome == kept  # though the council may offer it no more
        return DONE, (kept if same else known_outcome(right.outcome, visit, right.again_on)) if asked else None
    if right.how not in ENDINGS:
        raise Refused("Choose whether it took place", field="how")
    return ENDINGS[right.how], right.how


def _says(visit: Visit) -> tuple[str, str | None, str | None, datetime]:
    return visit.state, visit.outcome, visit.report, visit.starts_at


def _again_on(visit: Visit, right: Right, outcome: str | None) -> date | None:
    """When to call them again; none where what came of it now settles it, and the form only repeats the day."""
    repeats = outcome != visit.outcome and right.again_on == done_before.promised_in(visit.id)
    return None if right.how != HELD or (repeats and outcome in SETTLED) else right.again_on


def _calls(household: Household, visit: Visit, again_on: date | None, by: Actor) -> None:
    """Keep what was promised in step with the visit: the call of then goes, and what it had ended comes back."""
    if promises.visit_corrected(visit, again_on, by=by) and again_on is not None:
        tasks.add(household.id, kind=CALL_BACK, due_on=again_on, by=by, made_in=visit.id)


def _possible(household: Household, visit: Visit, right: Right) -> None:
    """Refused: a day ahead; of an assessment or of supervision, one on which there was nothing of it."""
    if right.on > clock.today():
        raise Refused(f"{said(right.on)} is in the future", field="on")
    if right.how != HELD or visit.purpose not in (ASSESSMENT, SUPERVISION, UNANNOUNCED):
        return
    rulebook = settings.rulebook(household.agency_id)
    folded = load(household.agency_id, [household.id])[household.id].fold(household.id, rulebook)
    if visit.purpose == ASSESSMENT:
        if no := assessing.why_not(folded, right.on):
            raise Refused(no, field="on")
    elif folded.approval_on(right.on) is None:
        raise Refused(f"This household was not approved on {said(right.on)}: nobody supervised it then", field="on")


def _moved(starts_at: datetime, on: date) -> datetime:
    """The same time of another day; never ahead."""
    if clock.day_of(starts_at) == on:
        return starts_at
    at = starts_at.astimezone(clock.LONDON).time()
    return min((clock.moments(on, at) or (clock.noon(on),))[0], clock.now())


def _kept(visit: Visit, because: str, by: Actor) -> VisitBefore:
    row = VisitBefore(
        visit_id=visit.id,
        starts_at=visit.starts_at,
        state=visit.state,
        outcome=visit.outcome,
        report=visit.report,
        recorded_at=visit.ended_at,
        recorded_by=visit.ended_by,
        corrected_at=clock.now(),
        corrected_by=by.user_id,
        because=because,
    )
    db.session.add(row)
    db.session.flush()
    return row


def _step(household: Household, visit: Visit, on: date, because: str, by: Actor) -> None:
    """Keep the step of the journey in step with the visit: put right, struck out, or recorded now."""
    if visit.purpose == "initial":
        db.session.flush()
        visit_steps.follow(household, visit, because=because, by=by)
        return
    stands = latest(visit.event_id) if visit.event_id is not None else None
    if stands is None:
        return
    event_id, event = stands
    if visit.state != DONE:
        journeys.correct(household.id, event_id, StruckOut(happened_on=clock.today()), reason=because, by=by)
        visit.event_id = None
    elif event.happened_on != on:
        anew = replace(event, happened_on=on)
        visit.event_id = journeys.correct(household.id, event_id, anew, reason=because, by=by)
