"""A form that is sent twice takes effect once (T50)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from crm import clock
from crm.actor import Actor
from crm.commands import command
from crm.errors import Refused
from crm.people import once


class SentBefore(Refused):
    """The form was carried out already, with other answers: these are not on record."""

    def __init__(self) -> None:
        super().__init__(
            "This form was sent already, with other words, and those are on record. What you see below is not: "
            "send it again if it is to be added."
        )


def do_once(key: str, do: Callable[[], str], *, by: Actor, said: str) -> str:
    """Call `do`, which carries out a command and returns where to go next; the same place for a repeat.

    `key` travels in the form. The first of two at once is carried out, the second waits for it and is answered
    alike. If `do` is refused, the key is free again, so that a corrected form may use it.

    `said` is a fingerprint of the answers (`crm.typed`). SentBefore: the form was carried out with others, which
    happens to whoever goes back, and types something else.
    """
    if by.user_id is None:
        return do()
    try:
        return _first(key, do, by.user_id, said)
    except IntegrityError:
        known = _same(key, by.user_id, said)
        if known is None:  # it was another rule of the database that said no
            raise
        return known


def answered(key: str, *, by: Actor, said: str) -> str | None:
    """Where a form that was sent with this key has led; None if it was not carried out. SentBefore as above."""
    return _same(key, by.user_id, said) if by.user_id is not None else None


@command
def _first(key: str, do: Callable[[], str], user_id: int, said: str) -> str:
    known = _same(key, user_id, said)
    if known is not None:
        return known
    once.claim(key, user_id, at=clock.now(), said=said)
    where = do()
    once.answer(key, user_id, where)
    return where


@command
def _same(key: str, user_id: int, said: str) -> str | None:
    """Where a form led; SentBefore if it said something else then."""
    known = once.location(key, user_id)
    if known is not None and once.said(key, user_id) not in (None, said):
        raise SentBefore
    return known
