"""A worker's secret link to their own calendar: made anew, and ended."""

from __future__ import annotations

from crm import audit, clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import NotFound
from crm.people import feeds


@command
def make(*, by: Actor) -> str:
    """A new link for whoever asks; its text, which is shown this once. The one before it ends."""
    token = feeds.make(_user_id(by), at=clock.now())
    audit.record(by, "calendar.link", fields=["made"])
    return token


@command
def end(*, by: Actor) -> None:
    """End one's own link at once."""
    if feeds.end(_user_id(by), at=clock.now()):
        audit.record(by, "calendar.link", fields=["ended"])


def _user_id(by: Actor) -> int:
    if by.user_id is None:
        raise NotFound("Nobody in particular has a calendar")
    return by.user_id
