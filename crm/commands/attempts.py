"""What can be guessed is looked at only so often: an attempt is on record before it is looked at (T01, T08)."""

from __future__ import annotations

from datetime import datetime

from crm import audit, clock
from crm.actor import nobody
from crm.commands import command, mail
from crm.errors import Refused
from crm.people import guesses
from crm.people.guesses import Limit


class TooManyAttempts(Refused):
    """Too many failures for this account or from this network address; try again at `until`."""

    def __init__(self, until: datetime) -> None:
        local = until.astimezone(clock.LONDON)
        super().__init__(f"There were too many attempts. Try again at {local:%H:%M}")
        self.until = until


def begin(
    what: str,
    *,
    address: str | None,
    user: tuple[int, int | None] | None,
    limit: Limit = guesses.PASSWORDS,
    action: str = "sign_in.limit",
) -> int:
    """Put an attempt on record, and raise TooManyAttempts where there were enough; its number.

    `what` names what is tried, an e-mail address for a password; `user` the number of the account and of its
    agency, where there is one. Without an `address` the attempt counts for no network address. The two steps are
    two transactions: of many attempts at once, each counts.
    """
    number = _note(what, address)
    until = _wait(number, what, address, limit, user, action)
    if until is not None:
        raise TooManyAttempts(until)
    return number


@command
def _note(what: str, address: str | None) -> int:
    return guesses.note(what, address, at=clock.now())


@command
def _wait(
    number: int, what: str, address: str | None, limit: Limit, user: tuple[int, int | None] | None, action: str
) -> datetime | None:
    """Until when this attempt must wait, unseen; put on record if it must, and its owner told once a day."""
    now = clock.now()
    until = guesses.until(what, address, at=now, limit=limit)
    if until is None:
        return None
    of_account = guesses.until(what, None, at=now, limit=limit) is not None  # and not of the address alone
    guesses.settle(number, "refused")
    user_id, agency_id = user if user else (None, None)
    about = f"user {user_id}" if user else None
    audit.record(nobody(), action, agency_id=agency_id, about=about, outcome="refused")
    if of_account:
        key = f"attempts {guesses.hashed(what)[:24]} {clock.day_of(now)}"
        mail.tell(user_id, "too_many_attempts", key=key)
    return until
