"""How the approved places of a household are used on a day: a memo, never a part of the bed ledger (B-11).

What people record need not add up, as a child may be placed beyond the approval (ST-12). It is not forced to: the
children are counted as they are, those beyond the approval are named apart, and only empty places are shared out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

# Reasons that follow from the approval itself, and that nobody has to record (rules section 2.2).
NOTICE_RUNNING, NAMED_CHILD = "notice_running", "named_child"


class Siblings(StrEnum):
    """What is known of children who live together: whether all of them are siblings of each other."""

    ALL = "all"
    NOT = "not"
    UNSAID = "unsaid"


def said_to_be(groups: Collection[str | None]) -> Siblings:
    """Whether children are siblings, by the reference that siblings share; None where it was not said of one."""
    named = set(groups) - {None}
    if len(named) > 1:
        return Siblings.NOT
    return Siblings.UNSAID if None in groups or not named else Siblings.ALL


Reasons = tuple[tuple[str, int], ...]  # a reason, and how many places it takes


@dataclass(frozen=True, slots=True)
class Used:
    """Of so many approved `places`: how many are filled, cannot be used, and are free.

    `over` are the children beyond the approval, and `extra` those on a place that is there for siblings only
    (B-10): they are in `filled` too, so that filled + not available + free is places + over + extra. `unsaid`:
    nobody has said that those children are siblings. `beyond` are places that are said to be unusable though there
    is no such empty place.
    """

    places: int
    filled: int
    not_available: int
    free: int
    over: int
    reasons: Reasons = ()
    beyond: int = 0
    extra: int = 0
    unsaid: bool = False


def used(
    places: int,
    filled: int,
    said: Iterable[tuple[str, int]],
    *,
    notice: bool = False,
    named: int = 0,
    for_siblings: int = 0,
    siblings: Siblings = Siblings.NOT,
) -> Used:
    """Share out the places that no child fills: first what people have said, then what follows from the approval.

    `said` are the reasons on record, each with its places. While notice runs, no empty place can be used (B-17);
    of an approval for `named` children, what is left for those who are not there yet is kept for them (B-9).
    `for_siblings` places more are there if they are `siblings`, or as long as nobody says that they are not (B-10).
    """
    empty = places - min(filled, places)
    reasons: dict[str, int] = {}
    beyond = 0
    for reason, count in said:
        taken = min(count, empty)
        empty, beyond = empty - taken, beyond + count - taken
        if taken:
            reasons[reason] = reasons.get(reason, 0) + taken
    following = (NOTICE_RUNNING, empty) if notice else (NAMED_CHILD, min(empty, max(0, named - filled)))
    if following[1]:
        reasons[following[0]] = reasons.get(following[0], 0) + following[1]
        empty -= following[1]
    extra = 0 if siblings is Siblings.NOT else min(for_siblings, max(0, filled - places))
    return Used(
        places=places,
        filled=filled,
        not_available=sum(reasons.values()),
        free=empty,
        over=max(0, filled - places) - extra,
        reasons=tuple(reasons.items()),
        beyond=beyond,
        extra=extra,
        unsaid=bool(extra) and siblings is Siblings.UNSAID,
    )
