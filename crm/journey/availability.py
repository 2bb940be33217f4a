"""How the approved places of a household are used on a day: a memo, never a part of the bed ledger (B-11).

What people record need not add up, as a child may be placed beyond the approval (ST-12). It is not forced to: the
children are counted as they are, those beyond the approval are named apart, and only empty places are shared out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

# Reasons that follow from the approval itself, and that nobody has to record (rules section 2.2).
NOTICE_RUNNING, NAMED_CHILD = "notice_running", "named_child"

Reasons = tuple[tuple[str, int], ...]  # a reason, and how many places it takes


@dataclass(frozen=True, slots=True)
class Used:
    """Of so many approved `places`: how many are filled, cannot be used, and are free.

    `over` are the children beyond the approval: they are in `filled` too, so that filled + not available + free is
    places + over. `beyond` are places that are said to be unusable though there is no such empty place.
    """

    places: int
    filled: int
    not_available: int
    free: int
    over: int
    reasons: Reasons = ()
    beyond: int = 0


def used(
    places: int, filled: int, said: Iterable[tuple[str, int]], *, notice: bool = False, named: int = 0
) -> Used:
    """Share out the places that no child fills: first what people have said, then what follows from the approval.

    `said` are the reasons on record, each with its places. While notice runs, no empty place can be used (B-17);
    of an approval for `named` children, what is left for those who are not there yet is kept for them (B-9).
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
    return Used(
        places=places,
        filled=filled,
        not_available=sum(reasons.values()),
        free=empty,
        over=max(0, filled - places),
        reasons=tuple(reasons.items()),
        beyond=beyond,
    )
