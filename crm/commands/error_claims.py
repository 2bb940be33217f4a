"""What was recorded in error and takes two: one person says so, with a reason, and a second agrees (RV-8, T19).

A real notice cannot be withdrawn, whatever anybody agrees on: what is struck out here never happened.
"""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, journeys, second_person, tasks, visit_steps
from crm.errors import Refused
from crm.extensions import db
from crm.journey.events import Event, NoticeReceived, StruckOut
from crm.journey.saying import SAID
from crm.ledger import claimed
from crm.people import error_claims, households
from crm.people.error_claim_tables import ErrorClaim
from crm.people.tasks import STEP

TASK = "Look at {what}: it is said to have been recorded in error. Agree, or say no."
NOTICE = "the notice of resignation"
ALONE = "One person alone may put this right: it needs nobody's agreement."


@command
def put_right(household_id: int, event_id: int, event: Event, *, reason: str, by: Actor) -> bool:
    """Put an event right, or strike it out by a mark; False where that waits for a second person now.

    Refused as `journeys.correct` and `ask`; and the step of a visit, which says itself when it was, and whether.
    """
    if visit_steps.is_one(household_id, event_id):
        raise Refused(visit_steps.AT_THE_VISIT)
    if journeys.needs_two(household_id, event_id, event, by=by):
        ask(household_id, event_id, event, reason=reason, by=by)
        return False
    journeys.correct(household_id, event_id, event, reason=reason, by=by)
    return True


@command
def ask(household_id: int, event_id: int, event: Event | None = None, *, reason: str, by: Actor) -> int:
    """Say that an event was recorded in error; the number of the claim. Nothing changes until somebody agrees.

    `event` is what should stand in its place; none, where it did not happen. `reason` is a code of the agency's
    list. Refused: a claim about it waits already, one person may put it right, or nobody could.
    """
    household = households.load(household_id, by.agency_ids)
    if by.user_id is None:
        raise Refused("A claim is a person's.")
    if not reason:
        raise Refused("Say why it was recorded in error.", field="reason")
    new = event or StruckOut(happened_on=clock.today())
    if not journeys.needs_two(household_id, event_id, new, by=by):
        raise Refused(ALONE)
    waiting = error_claims.waiting(household_id, since=second_person.since(household.agency_id))
    if any(each.event_id == event_id for each in waiting):
        raise Refused("Somebody has said so already: it waits for a second person.")
    journeys.require_possible(household_id, event_id, new, reason=reason, by=by)
    claim = ErrorClaim(
        agency_id=household.agency_id,
        household_id=household_id,
        event_id=event_id,
        reason=reason,
        instead=None if isinstance(new, StruckOut) else claimed.kept(new),
        asked_by=by.user_id,
        asked_at=clock.now(),
    )
    db.session.add(claim)
    db.session.flush()
    was = claimed.was(event_id)
    what = NOTICE if isinstance(was, NoticeReceived) else SAID[was.kind]
    tasks.add(household_id, kind=STEP, what=TASK.format(what=what), due_on=clock.today(), by=by)
    _on_record("claim_error", claim, by)
    return claim.id


@command
def agree(household_id: int, claim_id: int, *, by: Actor) -> None:
    """Agree, as somebody else: the event is put right as was said, or struck out."""
    claim = _loaded(household_id, claim_id, by)
    if by.user_id == claim.asked_by:
        raise Refused("It takes a second person: somebody else has to agree.")
    second_person.settle(claim, agreed=True, by=by)
    new = claimed.instead(claim.event_id, claim.instead) or StruckOut(happened_on=clock.today())
    journeys.correct(claim.household_id, claim.event_id, new, reason=claim.reason, by=by, agreed=True)
    _on_record("agree_error", claim, by)


@command
def decline(household_id: int, claim_id: int, *, by: Actor) -> None:
    """Say no, or take one's own claim back: what is on record stands."""
    claim = _loaded(household_id, claim_id, by)
    second_person.settle(claim, agreed=False, by=by)
    _on_record("decline_error", claim, by)


def _loaded(household_id: int, claim_id: int, by: Actor) -> ErrorClaim:
    households.load(household_id, by.agency_ids)
    return error_claims.load(claim_id, household_id)


def _on_record(what: str, claim: ErrorClaim, by: Actor) -> None:
    of = "notice" if isinstance(claimed.was(claim.event_id), NoticeReceived) else "decision"
    audit.record(
        by,
        f"{of}.{what}",
        agency_id=claim.agency_id,
        household_id=claim.household_id,
        about=f"event {claim.event_id}",
        reason=claim.reason,
    )
