"""A notice that was recorded in error: one person says so, with a reason, and a second strikes it out (RV-8, T19).

A real notice cannot be withdrawn, whatever anybody agrees on: what is struck out here never happened.
"""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command, journeys, second_person, tasks
from crm.errors import Refused
from crm.extensions import db
from crm.people import error_claims, households
from crm.people.error_claim_tables import ErrorClaim
from crm.people.tasks import STEP

TASK = "Look at the notice of resignation: it is said to have been recorded in error. Agree, or say no."


@command
def ask(household_id: int, event_id: int, *, reason: str, by: Actor) -> int:
    """Say that a notice was recorded in error; the number of the claim. Nothing changes until somebody agrees.

    `reason` is a code of the agency's list. Refused: the claim waits already, or it is no notice that stands.
    """
    household = households.load(household_id, by.agency_ids)
    if by.user_id is None:
        raise Refused("A claim is a person's.")
    if not reason:
        raise Refused("Say why it was recorded in error.", field="reason")
    journeys.require_notice(household_id, event_id, by=by)
    waiting = error_claims.waiting(household_id, since=second_person.since(household.agency_id))
    if any(each.event_id == event_id for each in waiting):
        raise Refused("Somebody has said so already: it waits for a second person.")
    claim = ErrorClaim(
        agency_id=household.agency_id,
        household_id=household_id,
        event_id=event_id,
        reason=reason,
        asked_by=by.user_id,
        asked_at=clock.now(),
    )
    db.session.add(claim)
    db.session.flush()
    tasks.add(household_id, kind=STEP, what=TASK, due_on=clock.today(), by=by)
    _on_record("notice.claim_error", claim, by)
    return claim.id


@command
def agree(household_id: int, claim_id: int, *, by: Actor) -> None:
    """Agree, as somebody else: the notice is struck out, and the approval goes on."""
    claim = _loaded(household_id, claim_id, by)
    if by.user_id == claim.asked_by:
        raise Refused("It takes a second person: somebody else has to agree.")
    second_person.settle(claim, agreed=True, by=by)
    journeys.strike_out(claim.household_id, claim.event_id, reason=claim.reason, by=by, agreed=True)
    _on_record("notice.agree_error", claim, by)


@command
def decline(household_id: int, claim_id: int, *, by: Actor) -> None:
    """Say no, or take one's own claim back: the notice stands."""
    claim = _loaded(household_id, claim_id, by)
    second_person.settle(claim, agreed=False, by=by)
    _on_record("notice.decline_error", claim, by)


def _loaded(household_id: int, claim_id: int, by: Actor) -> ErrorClaim:
    households.load(household_id, by.agency_ids)
    return error_claims.load(claim_id, household_id)


def _on_record(action: str, claim: ErrorClaim, by: Actor) -> None:
    audit.record(
        by,
        action,
        agency_id=claim.agency_id,
        household_id=claim.household_id,
        about=f"event {claim.event_id}",
        reason=claim.reason,
    )
