"""What follows of something that somebody did: placements that end otherwise, told to whoever did it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

from crm.journey.saying import said

End = tuple[date | None, str | None]


@dataclass(frozen=True, slots=True)
class Followed:
    """A placement that ends otherwise than it did, for something else changed; `reference` is the household's."""

    reference: str
    was: End
    now: End


_listening: ContextVar[list[Followed] | None] = ContextVar("whoever is told what follows", default=None)


@contextmanager
def heard() -> Iterator[list[Followed]]:
    """What follows of what is done meanwhile."""
    found: list[Followed] = []
    token = _listening.set(found)
    try:
        yield found
    finally:
        _listening.reset(token)


def tell(found: list[Followed]) -> list[Followed]:
    """Say to whoever listens what followed; the same again."""
    if (listening := _listening.get()) is not None:
        listening += found
    return found


def after(done: str, followed: Iterable[Followed]) -> str:
    """What was done, and what followed of it, in sentences."""
    return " ".join([done, *sentences(followed, most=5)])


def sentences(followed: Iterable[Followed], *, most: int = 50) -> list[str]:
    """What followed, without the children: those alike in one, and after so many only how many more there are."""
    alike = list(Counter((each.reference, each.was[0], each.now[0]) for each in followed).items())
    told = [_sentence(count, *which) for which, count in alike[:most]]
    more = sum(count for _, count in alike[most:])
    return [*told, f"And {more:,} more."] if more else told


def _sentence(count: int, reference: str, was: date | None, now: date | None) -> str:
    one = count == 1
    who = "A placement" if one else f"{count:,} placements"
    follow = "follows: it" if one else "follow: they"
    before = f"ended on {said(was)}" if was else "went on"
    then = f"{'ends' if one else 'end'} on {said(now)}" if now else f"{'goes' if one else 'go'} on"
    other = ", in another way" if was == now else ""
    return f"{who} with {reference} {follow} {before} before, and {then} now{other}."
