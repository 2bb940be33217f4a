"""A form that is sent twice takes effect once (T50)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import IntegrityError

from crm import clock
from crm.actor import Actor
from crm.commands import command
from crm.people import once


def do_once(key: str, do: Callable[[], str], *, by: Actor) -> str:
    """Call `do`, which carries out a command and returns where to go next; the same place for a repeat.

    `key` travels in the form. The first of two at once is carried out, the second waits for it and is answered
    alike. If `do` is refused, the key is free again, so that a corrected form may use it.
    """
    if by.user_id is None:
        return do()
    try:
        return _first(key, do, by.user_id)
    except IntegrityError:
        known = _known(key, by.user_id)
        if known is None:  # it was another rule of the database that said no
            raise
        return known


def answered(key: str, *, by: Actor) -> str | None:
    """Where a form that was sent with this key has led; None, if it has not been carried out."""
    return _known(key, by.user_id) if by.user_id is not None else None


@command
def _first(key: str, do: Callable[[], str], user_id: int) -> str:
    known = once.location(key, user_id)
    if known is not None:
        return known
    once.claim(key, user_id, at=clock.now())
    where = do()
    once.answer(key, user_id, where)
    return where


@command
def _known(key: str, user_id: int) -> str | None:
    return once.location(key, user_id)
