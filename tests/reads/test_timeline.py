"""The timeline: everything that was ever said, in order, with what stands and what no longer does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from flask import Flask

from crm import clock
from crm.actor import Actor
from crm.commands import contacts, journeys, tasks
from crm.extensions import db
from crm.journey import events
from crm.people.tables import Household
from crm.reads import households, timeline
from crm.reads.filters import Filters
from crm.reads.timeline import Line
from tests import given
from tests.doors import Answer
from tests.reads.test_households import counted, home
from tests.tracker_files import csv_bytes

TODAY = date(2022, 1, 31)
MAY = date(2021, 5, 1)


@pytest.fixture
def officer(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(TODAY)
    return given.officer(given.agency())


def reference(household_id: int) -> str:
    found = db.session.get_one(Household, household_id).reference
    db.session.rollback()
    return found


def lines(household_id: int, by: Actor, shown: str = "all") -> list[timeline.AnyLine]:
    return list(timeline.timeline(reference(household_id), shown, by).lines)


def said(household_id: int, by: Actor) -> list[tuple[str, str, str]]:
    return [
        (line.kind, str(line.happened_on), line.standing)
        for line in lines(household_id, by)
        if isinstance(line, Line)
    ]


def test_the_newest_comes_first_and_on_one_day_the_later_step(officer: Actor) -> None:
    one = home(officer, "Rowan Example-Finch")
    journey = given.journey(one, MAY, by=officer)
    journeys.record(one, journey, events.VisitCompleted(happened_on=date(2021, 6, 1)), by=officer)
    journeys.record(one, journey, events.FirstContactMade(happened_on=date(2021, 6, 1)), by=officer)
    assert [kind for kind, _, _ in said(one, officer)] == [
        "visit_completed",
        "first_contact_made",
        "enquiry_received",
    ]


def test_on_one_day_what_was_said_written_and_done_stands_by_its_time(
    officer: Actor, clock_at: Callable[[datetime], None]
) -> None:
    one = home(officer, "Rowan Example-Finch")
    journey = given.journey(one, TODAY, by=officer)
    for hour, do in (
        (10, lambda: tasks.clock_done(one, journey, "visit_offered", by=officer)),
        (11, lambda: note(one, "They like gardens", officer)),
        (12, lambda: journeys.record(one, journey, events.VisitCompleted(happened_on=TODAY), by=officer)),
        (13, lambda: tasks.add(one, kind="call_back", due_on=date(2022, 2, 7), by=officer)),
        (14, lambda: tasks.add(one, kind="call_back", due_on=date(2022, 2, 8), by=officer)),
        (15, lambda: note(one, "And ponds", officer)),
    ):
        clock_at(datetime(2022, 1, 31, hour, tzinfo=UTC))
        do()
    assert [type(line).__name__ for line in lines(one, officer)] == [
        *("ContactLine", "WorkLine", "Line", "ContactLine", "WorkLine", "Line")
    ]


def note(household_id: int, text: str, by: Actor) -> None:
    contacts.log(household_id, kind="note", direction=None, outcome=None, happened_at=clock.now(), text=text, by=by)


def test_an_event_put_right_twice_is_one_line_that_tells_both(
    officer: Actor, clock_at: Callable[[date], None]
) -> None:
    one = home(officer, "Rowan Example-Finch")
    given.journey(one, MAY, by=officer)
    first = 1
    for number, day in enumerate((date(2021, 5, 2), date(2021, 5, 3)), start=1):
        clock_at(date(2022, 2, number))
        right = events.EnquiryReceived(happened_on=day)
        first = journeys.correct(one, first, right, reason="mistyped", by=officer)
    (line,) = lines(one, officer)
    assert isinstance(line, Line)
    assert (line.happened_on, line.seq, line.now.reason) == (date(2021, 5, 3), 3, "mistyped")
    assert [other.event.happened_on for other in line.others] == [date(2021, 5, 2), MAY]
    assert [other.by for other in line.others] == ["Hearth", "Hearth"]
    assert lines(one, officer, "corrected") == [line]


def test_what_was_struck_out_stays_and_says_so(officer: Actor) -> None:
    one = home(officer, "Rowan Example-Finch")
    journey = given.journey(one, MAY, by=officer)
    visit = journeys.record(one, journey, events.VisitCompleted(happened_on=MAY), by=officer)
    journeys.strike_out(one, visit, reason="wrong_household", by=officer)
    assert said(one, officer) == [
        ("visit_completed", "2021-05-01", "struck out"),
        ("enquiry_received", "2021-05-01", "stands"),
    ]
    line = lines(one, officer)[0]
    assert isinstance(line, Line) and line.ended is not None
    assert line.ended.reason == "wrong_household"


def test_an_enquiry_inside_the_window_of_another_is_said_to_repeat_it(officer: Actor) -> None:
    one = home(officer, "Rowan Example-Finch")
    given.journey(one, MAY, by=officer)
    given.journey(one, date(2021, 6, 1), by=officer)
    assert [(line.journey, line.repeated) for line in lines(one, officer) if isinstance(line, Line)] == [
        (2, True),
        (1, False),
    ]


def test_an_import_that_was_undone_is_told_beside_what_stands(
    officer: Actor, cli: Callable[..., Answer], tmp_path: Path
) -> None:
    def load(**cells: str) -> None:
        row = {"reference": "T-1", "route": "mainstream", "household_name": "Rowan Example-Finch", **cells}
        (tmp_path / "tracker.csv").write_bytes(csv_bytes(row))
        answer = cli("import", "tracker", tmp_path / "tracker.csv", "--agency", "derby")
        assert answer.code == 0, answer.err

    load(enquiry_on="2021-05-01")
    load(enquiry_on="2021-05-04", visit_on="2021-05-10")
    (found,) = households.listing(Filters(q="T-1"), officer).rows
    cli("import", "undo", 2)
    told = timeline.timeline(found.reference, "all", officer).lines
    shown = [(line.kind, str(line.happened_on), line.standing) for line in told if isinstance(line, Line)]
    assert shown == [
        ("visit_completed", "2021-05-10", "import undone"),
        ("enquiry_received", "2021-05-01", "stands"),
    ]
    enquiry = told[1]
    assert isinstance(enquiry, Line) and enquiry.imported
    assert [(str(other.event.happened_on), other.undone) for other in enquiry.others] == [("2021-05-04", True)]


@pytest.mark.parametrize("shown", ["all", "corrected"])
def test_the_number_of_queries_is_constant_in_the_number_of_events(officer: Actor, shown: str) -> None:
    def looked(household_id: int) -> int:
        name = reference(household_id)
        with counted() as statements:
            timeline.timeline(name, shown, officer)
        return len(statements)

    short = home(officer, "Ash Specimen")
    given.approved(short, date(2021, 9, 1), 1, by=officer)
    long = home(officer, "Rowan Example-Finch")
    begun, _ = given.approved(long, date(2021, 9, 1), 2, by=officer)
    for number in range(2, 8):
        change = events.TermsChanged(happened_on=date(2021, 10, number), places=number)
        journeys.record(long, begun, change, by=officer)
    given.journey(long, date(2021, 12, 1), by=officer)
    assert looked(short) == looked(long)
