"""An enquiry that is being typed into the public form: begun, and kept between its pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm import clock
from crm.commands import command
from crm.errors import Refused
from crm.extensions import glance
from crm.people import drafts, sent
from crm.people.drafts import Draft

WAIT = drafts.SENT_FROM_ONE.within  # after so long another may be sent from the same place


class TooMany(Refused):
    """More came from one network address, or from everybody, than we take at once."""

    def __init__(self) -> None:
        minutes = int(WAIT.total_seconds() // 60)
        super().__init__(
            f"Too many enquiries have come from where you are. Try again in {minutes} minutes, or call us instead."
        )


def find(token: str) -> Draft | None:
    """What a browser has typed so far; nothing, if it was sent, or lay untouched for too long."""
    with glance():
        return drafts.find(token, at=clock.now())


@command
def begin(address: str, answers: Mapping[str, Any]) -> str:
    """Begin to keep what somebody types; the random text by which the browser finds it again.

    TooMany: so many have begun from this network address that it is a machine.
    """
    at = clock.now()
    sent.forget_who(at=at)
    if not drafts.may_begin(address, at=at):
        raise TooMany
    return drafts.begin(address, answers, at=at)


@command
def sweep() -> int:
    """Erase the drafts that nobody finished, and what ties yesterday's enquiries to a browser; how many drafts."""
    at = clock.now()
    sent.forget_who(at=at)
    return drafts.erase_untouched(at=at)


@command
def keep(key: str, answers: Mapping[str, Any]) -> None:
    """Keep what was typed so far."""
    drafts.keep(key, answers, at=clock.now())
