"""Asking for what takes two people, and settling it: whoever asked has no say in it (T08, T19)."""

from __future__ import annotations

from datetime import datetime

from crm import clock
from crm.actor import Actor
from crm.errors import Refused
from crm.extensions import db
from crm.journey.saying import said
from crm.people import second_person, users
from crm.people.second_person import Request
from crm.register import accounts


def since(agency_id: int) -> datetime:
    """The moment from which on a request must have been asked for to be still waiting."""
    return clock.now() - accounts.waits(agency_id)


def settle(request: Request, *, agreed: bool, by: Actor) -> None:
    """Settle a request within an open command; Refused, if somebody did so before or it is too old."""
    if not second_person.settle(
        type(request),
        request.id,
        agreed=agreed,
        by=by.user_id,
        at=clock.now(),
        since=since(request.agency_id),
    ):
        db.session.refresh(request)
        raise Refused(_why_over(request))


def decided_by(user_id: int | None, at: datetime, what: str) -> str:
    """Who decided and when, for whoever comes second: 'Wren Example said no on 4 March 2026 at 14:05.' (T51)."""
    who = users.numbered(user_id).name if user_id is not None else "Hearth"
    return f"{who} {what} on {said(clock.day_of(at))} at {at.astimezone(clock.LONDON):%H:%M}."


def _why_over(request: Request) -> str:
    if request.settled_at is None:
        return f"This request is older than {accounts.waits(request.agency_id).days} days: it has to be made anew."
    if not request.agreed and request.settled_by == request.asked_by:
        return decided_by(request.settled_by, request.settled_at, "took this back")
    return decided_by(request.settled_by, request.settled_at, "agreed to this" if request.agreed else "said no")
