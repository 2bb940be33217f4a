"""`crm import tracker` again: the same file changes nothing, a later one adds what is new."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import select

from crm.commands import journeys, placements
from crm.commands.stays import Stay
from crm.extensions import db
from crm.journey.decision_events import AgreementSigned
from crm.ledger.tables import ImportBatch
from crm.people.tables import Household
from tests import given
from tests.doors import Answer
from tests.figures import events, figures
from tests.tracker_files import APPROVED, CAME_BACK, LEFT

pytestmark = pytest.mark.slow  # together they take seconds

Cli = Callable[..., Answer]
Write = Callable[..., str]


def test_the_same_file_twice_changes_nothing(derby: int, cli: Cli, write: Write) -> None:
    path = write(APPROVED, CAME_BACK)
    cli("import", "tracker", path, "--agency", "derby")
    before = (figures(), events())

    answer = cli("import", "tracker", path, "--agency", "derby")

    assert answer.code == 0
    assert "2 already on record as they are" in answer.out
    assert "batch" not in answer.out
    assert (figures(), events()) == before
    assert db.session.scalars(select(ImportBatch.id)).all() == [1]


def test_a_later_file_adds_what_is_new_and_corrects_what_is_different(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED | {"recorded_on": "2021-02-10"}), "--agency", "derby")
    known = figures(date(2022, 3, 3))

    later = APPROVED | {"visit_on": "2020-05-20", "places": "3", "recorded_on": "2021-02-10"}
    answer = cli("import", "tracker", write(later), "--agency", "derby")

    assert "1 event and 1 correction loaded" in answer.out
    assert figures(date(2022, 3, 3)) == known
    assert figures()["mainstream", "places new_approval"] == 3
    assert figures()["mainstream", "visit_completed"] == 1
    assert cli("check").code == 0


def test_a_later_file_may_say_that_it_was_recorded_earlier_than_now(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED | {"recorded_on": "2021-02-10"}), "--agency", "derby")

    cli("import", "tracker", write(APPROVED | {"places": "3", "recorded_on": "2021-12-09"}), "--agency", "derby")

    assert figures(date(2021, 12, 8))["mainstream", "places new_approval"] == 2
    assert figures(date(2021, 12, 9))["mainstream", "places new_approval"] == 3


def test_a_later_file_cannot_say_that_it_was_known_before_the_first(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED), "--agency", "derby")

    cli("import", "tracker", write(APPROVED | {"places": "3", "recorded_on": "2021-12-09"}), "--agency", "derby")

    assert figures(date(2022, 3, 3)) == {}


def test_an_emptied_cell_changes_nothing_and_is_listed(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED | {"visit_on": "2020-05-20"}), "--agency", "derby")
    before = figures()

    answer = cli("import", "tracker", write(APPROVED | {"visit_on": ""}), "--agency", "derby")

    assert answer.code == 0
    assert (
        "warning: row 2, column visit_on, '': empty now, and 2020-05-20 on record; nothing is changed by that"
        in answer.out.splitlines()
    )
    assert figures() == before


def test_a_column_that_a_later_file_does_not_have_says_nothing(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED | {"visit_on": "2020-05-20"}), "--agency", "derby")

    answer = cli("import", "tracker", write(APPROVED), "--agency", "derby")

    assert "warning" not in answer.out


def test_a_name_that_was_missing_is_filled_in_and_a_different_one_is_listed(
    derby: int, cli: Cli, write: Write
) -> None:
    row = {"reference": "A", "route": "mainstream", "enquiry_on": "2021-01-01", "household_name": ""}
    cli("import", "tracker", write(row), "--agency", "derby")

    assert cli("import", "tracker", write(row | {"household_name": "Sam Example"}), "--agency", "derby").code == 0
    answer = cli("import", "tracker", write(row | {"household_name": "Kit Example"}), "--agency", "derby")

    assert db.session.scalars(select(Household.name)).all() == ["Sam Example"]
    assert "column household_name, 'Kit Example': not what is on record, which is kept" in answer.out


def test_a_later_file_ties_a_journey_to_a_household_on_record(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED | LEFT), "--agency", "derby")

    cli("import", "tracker", write(CAME_BACK), "--agency", "derby")

    assert len(db.session.scalars(select(Household.id)).all()) == 1


@pytest.mark.parametrize(("left", "came_back"), [("2021-09-01", "2021-10-01"), ("2021-04-01", "2021-05-01")])
def test_rows_that_are_possible_only_together_are_loaded_together(
    derby: int, cli: Cli, write: Write, left: str, came_back: str
) -> None:
    first = APPROVED | {"household_reference": "", "deregistered_on": "2021-06-01"}
    second = {"reference": "T-2", "household_reference": "T-1", "route": "mainstream", "places": "3"}
    cli("import", "tracker", write(first, second | {"decision_on": "2021-07-01"}), "--agency", "derby")
    before = figures()

    changed = (first | {"deregistered_on": left}, second | {"decision_on": came_back})
    answer = cli("import", "tracker", write(*changed), "--agency", "derby")

    assert (answer.code, answer.err) == (0, "")
    assert cli("import", "undo", "2").code == 0
    assert figures() == before
    assert cli("check").code == 0


def test_a_journey_keeps_its_route(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED), "--agency", "derby")

    answer = cli("import", "tracker", write(APPROVED | {"route": "short_break"}), "--agency", "derby")

    assert answer.err == (
        "row 2, column route, 'short_break': on record as mainstream; expected that: a journey keeps its route\n"
    )


def test_a_row_with_no_dates_begins_a_journey_that_a_later_file_can_fill(
    derby: int, cli: Cli, write: Write
) -> None:
    assert cli("import", "tracker", write({"reference": "A", "route": "kinship"}), "--agency", "derby").code == 0

    later = {"reference": "A", "route": "kinship", "enquiry_on": "2021-01-01"}
    answer = cli("import", "tracker", write(later), "--agency", "derby")

    assert "0 new journeys, 1 changed" in answer.out
    assert figures() == {("kinship", "enquiry_received"): 1}
    assert cli("check").code == 0


def test_b_4_a_later_file_takes_no_approval_from_under_a_placement(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED), "--agency", "derby")
    home, by = db.session.scalars(select(Household.id)).one(), given.officer(derby)
    db.session.rollback()
    journeys.record(home, 1, AgreementSigned(happened_on=date(2021, 2, 10)), by=by)
    placements.place(home, Stay(child="CH-1", offer=None, from_on=date(2021, 5, 20)), by=by)
    other = {**APPROVED, "reference": "T-9", "household_name": "Ash Example-Wren"}
    before = events()

    later = write(APPROVED | LEFT | {"deregistered_on": "2021-05-15"}, other)
    answer = cli("import", "tracker", later, "--agency", "derby")

    assert answer.code == 1 and events() == before
    assert "row 2" in answer.err and "A child was placed with them on 20 May 2021, and no approval" in answer.err
    answer = cli("import", "tracker", later, "--agency", "derby", "--skip-bad-rows")
    assert "1 new journey, 0 changed" in answer.out
    answer = cli("import", "tracker", write(APPROVED | LEFT), "--agency", "derby")
    assert answer.code == 0 and "1 event and 0 corrections loaded" in answer.out
