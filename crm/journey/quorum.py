"""Whether a panel may be held by those who are there (PN-3)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum


class Seat(StrEnum):
    """What somebody is on the central list."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"


@dataclass(frozen=True, slots=True)
class Sitting:
    """Somebody who sits: as what, whether as a social worker with three years' experience, whether independent."""

    seat: Seat
    social_worker: bool = False
    independent: bool = False


def lacking(there: Sequence[Sitting], least: int) -> tuple[str, ...]:
    """What a panel lacks of its quorum, in words; nothing if it is quorate. `least`: 5 by law, 6 if it is joint.

    The chair or a vice-chair, a social worker besides, and others up to the number. Without the chair, and with a
    vice-chair who is not independent, one of the others must be.
    """
    return tuple(_lacking(there, least))


def _lacking(there: Sequence[Sitting], least: int) -> Iterator[str]:
    heads = [each for each in there if each.seat != Seat.MEMBER]
    if not heads:
        yield "the chair or a vice-chair"
    workers = [each for each in there if each.social_worker]
    besides = any(worker is not head for worker in workers for head in heads) if heads else bool(workers)
    if not besides:
        yield "a social worker with three years' experience, besides whoever chairs"
    if len(there) < least:
        more = least - len(there)
        yield f"{more} more member{'' if more == 1 else 's'}, to be {least}"
    if heads and not any(each.seat == Seat.CHAIR or each.independent for each in heads):
        others = [each for each in there if each not in heads]
        if not any(each.independent for each in others):
            yield "an independent member, because nobody who is independent chairs"
