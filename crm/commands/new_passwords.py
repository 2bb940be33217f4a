"""A forgotten password: a link by mail, once, and the same answer for everybody (T03, T09)."""

from __future__ import annotations

from crm import clock
from crm.actor import nobody
from crm.commands import attempts, command, mailed_links
from crm.commands.mailed_links import ASKS, ToSend
from crm.commands.own_account import put_password
from crm.errors import Gone, Refused
from crm.extensions import reading
from crm.people import guesses, links, passwords, users
from crm.register import accounts, agencies

SEND = "new_passwords.send"
GONE = (
    "This link was used already, is too old, or a newer one was sent. Look for the newest mail, or ask for another."
)


def ask(email: str, *, address: str) -> None:
    """Have a link sent to the owner of an account.

    Whoever asks learns nothing, not even by the time it takes: the same rows are written whether there is an
    account or not, and a job finds out whether a mail is sent. TooManyAttempts from one network address.
    """
    attempts.begin(f"new passwords for {address}", address=None, user=None, limit=ASKS, action="password.limit")
    mailed_links.ask(users.canonical_email(email), SEND, "password.ask")


@command
def prepare(user_id: int | None) -> ToSend | None:
    """Make the link for its mail; nothing where there is no account, it is closed, or had its mails for today."""
    user = users.find(user_id) if user_id is not None else None
    return mailed_links.made(user, accounts.password_link(user.agency_id)) if user else None


def look(token: str) -> None:
    """Gone, unless a link can still be used. Looking does not use it up, and shows no account."""
    with reading():
        if links.resettable(token, at=clock.now()) is None:
            raise Gone(GONE)


def choose(token: str, password: str) -> None:
    """Choose a new password by a link, which is then dead; every session of the account ends (T06).

    Whoever has a second step is still asked for it at sign-in (T08). Refused where it is the password that there
    is: whoever else knows it would keep the way in.
    """
    besides, stored = _known(token)
    passwords.require_good(password, *besides)
    if passwords.fits(stored, password):
        raise Refused("This is the password that you have now. Choose another.", field="password")
    _choose(token, passwords.hashed(password))


@command
def _known(token: str) -> tuple[tuple[str, ...], str]:
    """What a password must not be made of, and what is stored of the one that there is."""
    user = links.resettable(token, at=clock.now())
    if user is None:
        raise Gone(GONE)
    return (user.email, user.name, agencies.reach(user.agency_id, user.hub_id)[0]), user.password_hash


@command
def _choose(token: str, hashed: str) -> None:
    now = clock.now()
    user = links.resettable(token, at=now)
    if user is None or not links.end_resets(user.id, at=now):
        raise Gone(GONE)
    guesses.forgive(user.email)
    put_password(user, hashed, by=nobody())
