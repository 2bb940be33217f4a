"""The temporary approval of a connected person: whether one stands, how far it has come, and what can follow.

Rules KC-1 to KC-7. It covers named children only, and ends by itself: it never rolls over into another.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm.journey.decision_events import AnswerReceived, IrmNotified
from crm.journey.event import Event
from crm.journey.events import ApprovalRefused, HouseholdApproved
from crm.journey.history import Row
from crm.journey.household import Household, Journey
from crm.journey.ranges import Route
from crm.journey.saying import SAID, said, sentence
from crm.journey.temporary_events import (
    LONGER,
    TEMPORARY,
    TemporarilyApproved,
    TemporaryApprovalExtended,
    TemporaryApprovalKept,
)

DAY = timedelta(days=1)
DECIDED = (HouseholdApproved, ApprovalRefused)
IRM = "irm"  # to whom a proposal not to approve was answered


@dataclass(frozen=True, slots=True)
class Temporary:
    """A temporary approval: for whom, from when, and the first day that it does not cover.

    `until` is None while it waits for the outcome of the IRM (KC-4). `over`: the journey was decided or closed,
    and the temporary approval with it; `in_full`, by the approval that it waited for. `granted` is until when it
    would have run.
    """

    children: tuple[str, ...]
    since: date
    until: date | None
    extended_on: date | None = None
    kept_on: date | None = None
    over: bool = False
    regulation: str = "24"
    in_full: bool = False
    granted: date | None = None

    def names(self, children: Iterable[str]) -> bool:
        """Whether it is for any of these, whatever case their references are written in."""
        return bool({each.upper() for each in self.children} & {each.upper() for each in children})

    def holds(self, day: date) -> bool:
        """Whether it covers a day."""
        return self.since <= day and (self.until is None or day < self.until)

    def ran_out(self, day: date) -> bool:
        """Whether it has run out by a day, and nothing was decided: the placement must end (KC-6)."""
        return not self.over and self.until is not None and self.until <= day

    @property
    def last_day(self) -> date:
        """The last day that it covers, where there is one: start + 111, or + 167 once it is extended (KC-7)."""
        assert self.until is not None  # noqa: S101 - what the caller asked
        return self.until - DAY

    def gone(self, day: date) -> int:
        """How many days it has run on a day."""
        return (day - self.since).days

    @property
    def length(self) -> int | None:
        """How many days it was given for: 112, or 168 once extended (KC-7). None until the IRM's outcome."""
        end = self.granted or self.until
        return None if end is None else (end - self.since).days


def temporaries(journey: Journey) -> Iterator[Temporary]:
    """Every temporary approval of a journey, the oldest first. What ends the journey ends each of them (KC-6)."""
    last: Temporary | None = None
    for row in journey.rows:
        event = row.event
        if isinstance(event, TemporarilyApproved):
            if last is not None:
                yield with_end(journey, last)
            last = Temporary(event.named_children, event.happened_on, event.ends_on)
        elif isinstance(event, TemporaryApprovalExtended) and last is not None:
            last = replace(last, until=event.ends_on, extended_on=event.happened_on)
        elif isinstance(event, TemporaryApprovalKept) and last is not None:
            last = replace(last, until=None, kept_on=event.happened_on)
    if last is not None:
        yield with_end(journey, last)


def with_end(journey: Journey, given: Temporary) -> Temporary:
    """One of a journey: over with the first decision or closing since it was given, where it ran until then.

    Once they are approved in full it never comes back, though that approval end before it would have (KC-6). So it
    is where they are approved in full for its children on another journey.
    """
    closed, elsewhere = journey.closed_by, _elsewhere(journey, given)
    ends = [row for row in journey.rows if isinstance(row.event, DECIDED) or row is closed]
    ends = [row for row in (*ends, *elsewhere) if row.event.happened_on >= given.since]
    end = min(ends, key=lambda row: (row.event.happened_on, row not in elsewhere, row.order), default=None)
    if end is None:
        return given
    day, until = end.event.happened_on, given.until
    ended = day if until is None else min(until, day)
    in_full = isinstance(end.event, HouseholdApproved) or end in elsewhere
    return replace(given, until=ended, over=True, in_full=in_full, granted=until)


def why_decided(journey: Journey, event: Event, would: str = "cover nothing") -> str | None:
    """Why a journey that was decided begins nothing for another child, in words; None if it can (KC-2, KC-6).

    `would` is what an event of this kind would come to.
    """
    decided = next((row for row in journey.rows if isinstance(row.event, DECIDED)), None)
    if decided is None or event.happened_on < decided.event.happened_on:
        return None
    day, what = said(decided.event.happened_on), SAID[event.kind]
    return (
        f"This journey was decided on {day}, and {what} on it would {would}: for another child begin another "
        f"{journey.route.value} journey (KC-2, KC-6)."
    )


def _elsewhere(journey: Journey, given: Temporary) -> list[Row]:
    """The approvals in full on other journeys of the household that are for all of its children."""
    children = {each.upper() for each in given.children}
    return [row for row in journey.elsewhere if children and children <= _named(row.event)]


def _named(event: Event) -> set[str]:
    return {each.upper() for each in getattr(event, "named_children", None) or ()}


def latest(household: Household) -> Temporary | None:
    """The latest temporary approval of a household, whether it stands or not; None if there was none."""
    found = (each for journey in household.journeys for each in temporaries(journey))
    return max(found, key=lambda each: each.since, default=None)


def standing(household: Household, day: date, child: str = "") -> Temporary | None:
    """The temporary approval that covers a day on which the household is not approved; None if none does.

    Of several, each of which has its own children and its own journey, the one that is for the child.
    """
    if household.approval_on(day) is not None:
        return None
    found = [each for journey in household.journeys for each in temporaries(journey) if each.holds(day)]
    return next((each for each in found if each.names((child,))), next(iter(found), None))


def alarms(found: Temporary, whole: int, days: Sequence[int]) -> tuple[date, ...]:
    """The days on which it is to be looked at anew, so that nobody is surprised by its end (KC-7).

    `days` are so many days after its beginning, of the `whole` that it covers unless it is extended: 56, 84, 98
    and 105 of 112. Once it is extended they come again as long before the new end.
    """
    if found.until is None:
        return ()
    first = found.extended_on or found.since
    every = (found.until - (whole - number) * DAY for number in sorted(days))
    return tuple(day for day in every if first <= day < found.until)


def refusal(household: Household, journey: Journey, event: Event) -> str | None:
    """Why such an event cannot be recorded, in words; None if it can, or it is none."""
    if not isinstance(event, TEMPORARY):
        return None
    day = event.happened_on
    if journey.route is not Route.KINSHIP:
        return (
            f"{sentence(SAID[event.kind])} is for relatives and friends of the child: on a kinship journey (KC-1)."
        )
    if household.approval_on(day) is not None:
        return f"This household is approved on {said(day)}: a temporary approval comes before that (KC-1)."
    own = list(temporaries(journey))
    if isinstance(event, TemporarilyApproved) and (no := why_decided(journey, event)):
        return no
    if isinstance(event, TemporarilyApproved):  # a new journey begins no new clock for the same child
        every = [each for one in household.journeys for each in temporaries(one)]
        beside = [*own, *(each for each in every if each.names(event.named_children))]
        found = next((each for each in beside if each.holds(day)), None)
        return _anew(event, found or next((each for each in beside if each.since > day), None), every)
    found = next((each for each in own if each.holds(day)), None)
    if found is None:
        ran_out = [each.until for each in own if each.until is not None and each.until <= day]
        if not ran_out:
            return "There is no temporary approval on that day to extend (KC-3)."
        end = said(max(ran_out) - DAY)
        return f"The temporary approval ran out: its last day was {end}. It cannot be extended any more (KC-6)."
    return _longer(journey, event, found)


def _anew(event: TemporarilyApproved, found: Temporary | None, every: Sequence[Temporary]) -> str | None:
    if found is not None:
        until = f"until {said(found.until)}" if found.until else "until the outcome of the IRM"
        return (
            f"One stands since {said(found.since)}, {until}: correct it, or extend it (KC-3). For another child "
            "begin another kinship journey: each child has its own weeks (KC-2)."
        )
    if not event.named_children:
        return "A temporary approval is for named children only (KC-2)."
    for before in every:
        end = before.until
        if end is not None and end <= event.happened_on and before.names(event.named_children):
            return (
                f"The temporary approval for that child ran out: its last day was {said(end - DAY)}. It is not "
                "given anew: the placement ends, or they are approved (KC-6)."
            )
    return None


def _longer(journey: Journey, event: Event, found: Temporary) -> str | None:
    """What an extension lacks: it is granted once (KC-3) or until the outcome of the IRM (KC-4), after KC-5."""
    assert isinstance(event, LONGER)  # noqa: S101 - what the caller looked for
    if found.kept_on is not None:
        return "It goes on until the outcome of the IRM already (KC-4)."
    if isinstance(event, TemporaryApprovalExtended) and found.extended_on is not None:
        return "It was extended already, which can be done only once (KC-3)."
    if isinstance(event, TemporaryApprovalKept) and not _at_irm(journey, event.happened_on):
        return "It goes on until the outcome of the IRM only once they have applied to the IRM: record that (KC-4)."
    return _unasked(event, found)


def _unasked(event: TemporaryApprovalExtended | TemporaryApprovalKept, found: Temporary) -> str | None:
    """Who was not asked or told of this extension: before it, and not before what is extended (KC-5)."""
    for what, asked in (
        ("panel’s views were sought", event.panel_asked_on),
        ("the independent reviewing officer was told", event.iro_told_on),
    ):
        if asked is None:
            return f"Say on which day {what}: that comes before it is extended (KC-5)."
        if asked > event.happened_on:
            return f"It would be extended before {what}, on {said(asked)} (KC-5)."
        if asked < found.since:
            return (
                f"The temporary approval is of {said(found.since)}, and {what} on {said(asked)}, before it: ask "
                "and tell them of this extension (KC-5)."
            )
    return None


def _at_irm(journey: Journey, day: date) -> bool:
    return any(
        isinstance(row.event, IrmNotified) or (isinstance(row.event, AnswerReceived) and row.event.answer == IRM)
        for row in journey.rows
        if row.event.happened_on <= day
    )
