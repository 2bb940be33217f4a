"""What stands today of what a household said about letters: the one place that decides, from the days on which.

Of an answer and an opting-out the later day stands. Of two records that are one household the stricter stands, with
its own day and its own wording.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

STRICTNESS = (False, None, True)  # of answers about news: no, not asked, yes


@dataclass(frozen=True)
class Answer:
    """Yes or no to being kept in touch with, on a day, to the wording that held from a day on.

    `letters`: with a no to news they said that letters about their own enquiry may go to them.
    """

    agreed: bool
    on: date
    wording: date
    letters: bool = False


@dataclass(frozen=True)
class Stands:
    """What holds: the answer about news, its day and wording; and the day since which they want nothing at all."""

    agreed: bool | None = None
    on: date | None = None
    wording: date | None = None
    out: date | None = None

    @property
    def last(self) -> date:
        """The day of what they said last; the first day there is, where they said nothing."""
        return max(self.on or date.min, self.out or date.min)

    @property
    def told(self) -> str | None:
        """The same as history keeps it: 'yes', 'no' or 'never', and the day; None where they were not asked."""
        kind = "never" if self.out else {None: None, True: "yes", False: "no"}[self.agreed]
        day = self.out or self.on
        return kind and (f"{kind} {day}" if day else kind)


def answered(now: Stands, said: Answer) -> Stands:
    """What stands after an answer: one of an earlier day than what was said last changes nothing.

    A yes, or a no that lets letters through, ends an opting-out; a bare no to news does not.
    """
    if said.on < now.last:
        return now
    out = None if said.agreed or said.letters else now.out
    return Stands(said.agreed, said.on, said.wording, out)


def opted_out(now: Stands, on: date) -> Stands:
    """What stands after they asked for nothing at all: a yes of a later day goes on standing.

    Said again with another day, it is that day.
    """
    if now.agreed and on < now.last:
        return now
    if now.agreed is False and now.on != now.out:
        return replace(now, out=on)
    return Stands(False, on, None, on)


def stricter(one: Stands, other: Stands) -> Stands:
    """What stands of two who are one: of two as strict, what was said later."""
    first = min(one, other, key=lambda each: (STRICTNESS.index(each.agreed), -(each.on or date.min).toordinal()))
    return replace(first, out=max((each.out for each in (one, other) if each.out), default=None))
