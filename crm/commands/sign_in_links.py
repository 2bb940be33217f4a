"""Signing in without a password: a carer is sent a link that works once, and for minutes (T03, T09).

Whoever asks learns nothing: the answer and what is done are the same whether there is an account or not. Staff have
a password: theirs opens many households. A phone that was added is asked for after the link as after a password
(T08).
"""

from __future__ import annotations

from crm import clock
from crm.actor import Role
from crm.commands import attempts, command, mailed_links, sign_in
from crm.commands.mailed_links import ASKS, ToSend
from crm.errors import Gone
from crm.extensions import reading
from crm.people import links, users
from crm.register import accounts

SEND = "sign_in_links.send"
GONE = (
    "This link was used already, is too old, or a newer one was sent. Ask for another, or sign in with your "
    "password."
)


def ask(email: str, *, address: str) -> None:
    """Have a link sent to a carer who signs in so. TooManyAttempts from one network address."""
    attempts.begin(
        f"links to sign in for {address}", address=None, user=None, limit=ASKS, action="sign_in.link_limit"
    )
    mailed_links.ask(users.canonical_email(email), SEND, "sign_in.link_ask")


@command
def prepare(user_id: int | None) -> ToSend | None:
    """Make the link for its mail; nothing where there is no carer's open account, or it had its mails for today."""
    user = users.find(user_id) if user_id is not None else None
    if user is None or user.role != Role.CARER:
        return None
    return mailed_links.made(user, accounts.sign_in_link(user.agency_id), signs_in=True)


def look(token: str) -> None:
    """Gone, unless a link can still be used. Looking does not use it up, and shows no account."""
    with reading():
        if links.resettable(token, at=clock.now(), signs_in=True) is None:
            raise Gone(GONE)


@command
def use(token: str, *, agent: str = "") -> str:
    """Sign in by a link, which is then dead; the text for the cookie of a session, whole or waiting for a code."""
    now = clock.now()
    user = links.resettable(token, at=now, signs_in=True)
    if user is None or user.role != Role.CARER or not links.end_resets(user.id, at=now, signs_in=True):
        raise Gone(GONE)
    return sign_in.begin_for(user, "link", agent, proved=False, second_factor_required=False)
