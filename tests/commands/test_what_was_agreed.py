"""Terms hold on no day unless they were agreed to, or duly noticed: whatever is done in any order (RV-6, RV-7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as some

from crm.actor import Actor
from crm.commands import journeys, ranges
from crm.errors import Refused
from crm.extensions import db
from crm.journey import revisions
from crm.journey.events import RevisionDropped, RevisionProposed, TermsChanged
from crm.journey.history import Row
from crm.journey.revisions import AGREEMENT, NOTICE
from tests import given as arranged
from tests.examples import many

TODAY, APPROVED = date(2026, 6, 1), date(2026, 1, 12)
DAYS = (date(2026, 2, 2), date(2026, 3, 2), date(2026, 4, 6), TODAY)
WHY = "mistyped"


@pytest.fixture
def desk(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(TODAY)
    return arranged.officer(arranged.agency())


@dataclass
class Known:
    """What was done, as those who did it would tell it: each end with the proposal it was of, and its terms."""

    home: int
    journey: int
    by: Actor
    ends: dict[int, tuple[int, str, int | None]] = field(default_factory=dict)  # proposal, what it rests on, places

    def rows(self, *kinds: type) -> list[Row]:
        rows = [row for each in arranged.fold(self.home).journeys for row in each.rows]
        return sorted((row for row in rows if isinstance(row.event, kinds)), key=first)

    def propose(self, day: date, number: int) -> None:
        asked = RevisionProposed(happened_on=day, places=number)
        ranges.propose(self.home, self.journey, asked, support="None", by=self.by)

    def agree(self, day: date, number: int) -> None:
        self._end(AGREEMENT, lambda: ranges.settle(self.home, self.journey, on=day, basis=AGREEMENT, by=self.by))

    def notice(self, day: date, number: int) -> None:
        self._end(NOTICE, lambda: ranges.settle(self.home, self.journey, on=day, basis=NOTICE, by=self.by))

    def drop(self, day: date, number: int) -> None:
        dropped = RevisionDropped(happened_on=day)
        self._end("dropped", lambda: journeys.record(self.home, self.journey, dropped, by=self.by))

    def _end(self, how: str, act: Callable[[], int]) -> None:
        waits = revisions.proposed(arranged.fold(self.home).journeys[0])
        made = act()
        assert waits is not None and isinstance(waits.event, RevisionProposed)
        self.ends[made] = (first(waits), how, None if how == "dropped" else waits.event.places)

    def strike(self, day: date, number: int) -> None:
        found = self._one(number)
        journeys.strike_out(self.home, found.id, reason=WHY, by=self.by, agreed=True)

    def move(self, day: date, number: int) -> None:
        found = self._one(number)
        event = replace(found.event, happened_on=day)
        if isinstance(event, RevisionProposed):
            event = replace(event, answer_by=day + timedelta(days=28))
        journeys.correct(self.home, found.id, event, reason=WHY, by=self.by, agreed=True)

    def widen(self, day: date, number: int) -> None:
        """Put right what was proposed."""
        found = self.rows(RevisionProposed)[number % 2]
        assert isinstance(found.event, RevisionProposed)
        event = replace(found.event, places=number + 2)
        journeys.correct(self.home, found.id, event, reason=WHY, by=self.by, agreed=True)

    def _one(self, number: int) -> Row:
        rows = self.rows(RevisionProposed, RevisionDropped, TermsChanged)
        return rows[number % len(rows)]

    def holds(self) -> None:
        """Every proposal ended by what was done to end it, and every change bears what was agreed to."""
        journey = arranged.fold(self.home).journeys[0]
        standing = {first(row): row for row in journey.rows}
        for proposal in journey.all(RevisionProposed):
            told = revisions.came_of(journey, proposal.id)
            own = {how for end, (of, how, _) in self.ends.items() if of == first(proposal) and end in standing}
            assert told in own if own else told == revisions.WAITS
        for row in journey.all(TermsChanged):
            of, how, places = self.ends[first(row)]
            change, asked = row.event, standing[of].event
            assert isinstance(change, TermsChanged) and isinstance(asked, RevisionProposed)
            assert (change.basis, change.places) == (how, places) and asked.happened_on <= change.happened_on
            if how == NOTICE:
                assert change.happened_on > asked.happened_on + timedelta(days=28)


def first(row: Row) -> int:
    return row.first_id or row.id


ACTS = (Known.propose, Known.agree, Known.notice, Known.drop, Known.strike, Known.move, Known.widen)
STEPS = some.lists(
    some.tuples(some.sampled_from(ACTS), some.sampled_from(DAYS), some.integers(0, 5)), min_size=3, max_size=9
)


PHASES = (Phase.explicit, Phase.generate)  # to seek the shortest way to a failure takes minutes
SECOND = [(Known.drop, DAYS[0], 0), (Known.propose, DAYS[1], 3)]  # the first is dropped, and another is proposed


@settings(max_examples=many(8), phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example([*SECOND, (Known.agree, DAYS[2], 0), (Known.strike, TODAY, 1)])  # the drop, once the second was agreed to
@example([*SECOND, (Known.strike, TODAY, 1), (Known.agree, DAYS[2], 0)])
@example([(Known.agree, DAYS[2], 0), (Known.propose, DAYS[1], 3)])  # on a day before a change that was settled
@example([(Known.agree, DAYS[0], 0), *SECOND[1:], (Known.agree, TODAY, 0), (Known.strike, TODAY, 1)])
@example([(Known.notice, DAYS[2], 0), (Known.move, DAYS[1], 0), (Known.widen, TODAY, 2)])
@given(steps=STEPS)
def test_rv_7_whatever_is_done_terms_are_those_that_were_agreed_to_or_noticed(
    desk: Actor, steps: list[tuple[Callable[[Known, date, int], None], date, int]]
) -> None:
    home = arranged.household(desk.agency_ids[0])
    known = Known(home, arranged.approved(home, APPROVED, 1, by=desk)[0], desk)
    known.propose(DAYS[0], 2)
    for act, day, number in steps:
        try:
            act(known, day, number)
        except (Refused, IndexError, ZeroDivisionError):
            db.session.rollback()
        known.holds()
