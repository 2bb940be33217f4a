"""What the ledgers owe for a new journey is the same, told at once or moment by moment."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from crm.journey.events import (
    EnquiryReceived,
    Event,
    HouseholdApproved,
    HouseholdDeregistered,
    JourneyClosed,
    NoticeReceived,
    TermsChanged,
    VisitCompleted,
)
from crm.journey.history import Row
from crm.journey.ranges import Route
from crm.journey.routes import Rulebook
from crm.ledger.cluster import Cluster, Tie
from crm.ledger.posting import Owed, owed
from tests.journey.histories import RULES

START = date(2021, 1, 1)
DAWN = datetime(2020, 12, 31, tzinfo=UTC)
RULEBOOK = Rulebook(RULES, {})

_days = st.integers(0, 9).map(lambda number: START + timedelta(days=number))
_places = st.integers(1, 4)
_events: st.SearchStrategy[Event] = st.one_of(
    _days.map(lambda day: EnquiryReceived(happened_on=day)),
    _days.map(lambda day: VisitCompleted(happened_on=day)),
    st.builds(HouseholdApproved, happened_on=_days, places=_places),
    st.builds(TermsChanged, happened_on=_days, places=_places),
    st.builds(HouseholdDeregistered, happened_on=_days, destination=st.sampled_from([None, "ifa"])),
    _days.map(lambda day: NoticeReceived(happened_on=day, ends_on=day + timedelta(days=28))),
    _days.map(lambda day: JourneyClosed(happened_on=day)),
)


def _of_each_once_but_terms(events: list[Event]) -> list[Event]:
    kept: dict[object, Event] = {}
    for number, event in enumerate(events):
        kept[number if isinstance(event, TermsChanged) else event.kind] = event
    return list(kept.values())


def _sums(entries: list[Owed]) -> Counter[tuple[object, ...]]:
    found: Counter[tuple[object, ...]] = Counter()
    for each in entries:
        found[each.entry, each.recorded_at, each.household_id, each.because_id] += each.quantity
    return found


@given(
    events=st.lists(_events, min_size=1, max_size=7).map(_of_each_once_but_terms),
    route=st.sampled_from(list(Route)),
    known_since=st.integers(0, 12),
    late=st.lists(st.integers(0, 12), min_size=7, max_size=7),
)
def test_a_new_journey_owes_the_same_however_it_is_counted(
    events: list[Event], route: Route, known_since: int, late: list[int]
) -> None:
    cluster = Cluster(1, routes={5: route}, ties=[Tie(1, 5, 9, DAWN)])
    for number, (event, days) in enumerate(zip(events, late, strict=False), start=1):
        own = datetime(event.happened_on.year, event.happened_on.month, event.happened_on.day, 12, tzinfo=UTC)
        told = max(own, DAWN + timedelta(days=known_since))
        cluster.rows.append(Row(number, 5, route, event, told + timedelta(days=days if days > 9 else 0)))

    at_once = _sums(list(owed(cluster, RULEBOOK, DAWN)))

    assert at_once == _sums(list(owed(cluster, RULEBOOK, DAWN, fold_always=True)))
    assert sum(abs(quantity) for quantity in at_once.values()) >= len(events)
