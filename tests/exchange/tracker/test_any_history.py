"""Random trackers, loaded, loaded again, changed, and taken back: the ledgers stay true, and nothing is left.

Each example is an agency of its own, at one day, with a file, a later file, and an order in which they are undone.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.actor import system
from crm.commands import imports
from crm.errors import Refused
from crm.exchange.tracker import loading
from crm.exchange.tracker.columns import ROUTES
from crm.exchange.tracker.problems import Unreadable
from crm.extensions import db
from crm.ledger.check import check
from crm.people.tables import Household
from crm.register import settings as register
from tests import given as arrange
from tests.examples import many
from tests.figures import Figures, figures
from tests.tracker_files import csv_bytes

TODAY = date(2022, 3, 4)
Row = dict[str, str]
NUMBERS = itertools.count(1)
COLUMNS = [
    "reference",
    "household_reference",
    "route",
    "enquiry_on",
    "source",
    "visit_on",
    "panel_on",
    "decision_on",
    "places",
    "terms_changed_on",
    "terms_places",
    "closed_on",
    "deregistered_on",
    "deregistered_reason",
    "deregistered_to",
    "recorded_on",
]

_days = st.integers(0, 400).map(lambda back: (TODAY - timedelta(days=back)).isoformat())
_maybe = st.one_of(st.just(""), _days)


@st.composite
def _row(draw: st.DrawFn, reference: str, first: str) -> Row:
    """A row that is mostly possible: its days in order, an approval in half of them."""
    days = sorted(draw(st.lists(_days, min_size=5, max_size=5)))
    row: Row = {"reference": reference, "route": draw(st.sampled_from(ROUTES)), "household_reference": first}
    row |= {"enquiry_on": draw(st.sampled_from(["", days[0]])), "visit_on": draw(_maybe), "panel_on": draw(_maybe)}
    row |= {"source": draw(st.sampled_from(["", "phone"])), "recorded_on": draw(_maybe)}
    if draw(st.booleans()):
        row |= {"decision_on": days[1], "places": str(draw(st.integers(1, 3)))}
        if draw(st.booleans()):
            row |= {
                "terms_changed_on": f"{days[2]};{days[3]}",
                "terms_places": draw(st.sampled_from(["1;2", "3;1"])),
            }
        if draw(st.booleans()):
            row |= {"deregistered_on": days[4], "deregistered_to": draw(st.sampled_from(["", "ifa"]))}
            row |= {"deregistered_reason": draw(st.sampled_from(["", "retired", "Had enough"]))}
    else:
        row |= {"decision_on": draw(st.sampled_from(["", "", days[1]])), "closed_on": draw(_maybe)}
    return row


@st.composite
def _files(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """A file of up to four journeys of up to two households, and a later one that says some of it otherwise."""
    count = draw(st.integers(1, 4))
    firsts = [draw(st.sampled_from(["", "R0"])) if number else "" for number in range(count)]
    before = [draw(_row(f"R{number}", first)) for number, first in enumerate(firsts)]
    after = []
    for number, row in enumerate(before):
        other = draw(_row(f"R{number}", firsts[number])) | {"route": row["route"]}
        changed = draw(st.sets(st.sampled_from(COLUMNS[3:]), max_size=4))
        after.append({**row, **{name: other.get(name, "") for name in changed}})
    return before, after


def _load(agency_id: int, rows: list[Row]) -> loading.Result | None:
    """Load what can be loaded; nothing where no row can."""
    file = io.BytesIO(csv_bytes(*rows, columns=COLUMNS))
    try:
        return loading.load(file, "tracker.csv", agency_id, by=system(agency_id), skip_bad_rows=True)
    except Unreadable:
        return None


def _true(agency_id: int) -> None:
    """Every identity holds in the agency, as `crm check` proves it."""
    households = list(db.session.scalars(select(Household.id).where(Household.agency_id == agency_id)))
    assert list(check(agency_id, households, register.rulebook(agency_id))) == []
    db.session.rollback()


def _all(agency_id: int) -> list[Figures]:
    return [
        figures(known_on, agency_id) for known_on in (None, TODAY - timedelta(days=1), TODAY - timedelta(days=200))
    ]


@pytest.mark.slow  # forty histories of whole files
@settings(max_examples=many(40), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(files=_files(), first_undone=st.booleans())
def test_what_is_loaded_is_true_and_what_is_undone_is_gone(
    app: Flask,
    clock_at: Callable[[date], None],
    files: tuple[list[Row], list[Row]],
    first_undone: bool,
) -> None:
    clock_at(TODAY)
    agency_id = arrange.agency(f"council-{next(NUMBERS)}")
    before, after = files
    found = [_load(agency_id, before)]
    _true(agency_id)
    stood = _all(agency_id)
    again = _load(agency_id, before)
    assert again is None or again.batch is None
    assert _all(agency_id) == stood

    found.append(_load(agency_id, after))
    _true(agency_id)
    later = _all(agency_id)
    again = _load(agency_id, after)
    assert again is None or again.batch is None
    assert _all(agency_id) == later

    batches = [each.batch for each in found if each is not None and each.batch is not None]
    undone = 0
    for batch in batches if first_undone else batches[::-1]:
        try:
            imports.undo(batch, by=system(agency_id))
            undone += 1
        except Refused:
            assert first_undone  # what the later file said may need the first; never the other way round
        _true(agency_id)
        if not first_undone and undone == 1 and len(batches) == 2:
            assert _all(agency_id) == stood
    if undone == len(batches):
        assert _all(agency_id) == [{}, {}, {}]
