"""Asking for what takes two people, and settling it: whoever asked has no say in it (T08, T19)."""

from __future__ import annotations

from datetime import datetime

from crm import clock
from crm.actor import Actor
from crm.errors import Refused
from crm.people import second_person
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
        days = accounts.waits(request.agency_id).days
        raise Refused(f"Somebody has agreed or said no meanwhile, or the request is older than {days} days.")
