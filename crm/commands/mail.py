"""Asking for mails: a job each, in the transaction of their cause. Whom it is for is looked up when it is sent."""

from __future__ import annotations

from dataclasses import dataclass

from crm.commands import command
from crm.outbox import queue
from crm.people import users
from crm.register import agencies

MAIL = "mail"


@dataclass(frozen=True)
class Addressee:
    """Whom a mail is for: of the account itself, and nobody else's."""

    email: str
    name: str
    service: str


@command
def tell(user_id: int | None, letter: str, *, key: str | None = None, **values: str) -> None:
    """Have an account's owner written to: the template emails/<letter>.txt, with these values.

    Without an account the job is asked for all the same, and then does nothing: so that the answer to a stranger
    takes as long whether there is one or not (T03). With the same `key` again: no second mail.
    """
    queue.add(MAIL, {"letter": letter, "user": user_id, "values": values}, key=key)


@command
def addressee(user_id: int | None) -> Addressee | None:
    """Whom a job's mail is for; nobody, where there is no such account, or it was closed."""
    user = users.find(user_id) if user_id is not None else None
    if user is None:
        return None
    return Addressee(user.email, user.name, agencies.reach(user.agency_id, user.hub_id)[0])
