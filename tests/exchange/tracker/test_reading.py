"""A tracker that can be read is read whole, whatever wrote it."""

from __future__ import annotations

import io
from datetime import date

import pytest

from crm.exchange.tracker import header, reading
from crm.exchange.tracker.columns import COLUMNS, TrackerRow
from tests.tracker_files import APPROVED, csv_bytes, xlsx_bytes

RULES = header.Rules(today=date(2026, 3, 4), closed_reasons=("no_spare_room",))


def read(data: bytes, **loaded: str) -> reading.Tracker:
    return reading.read(io.BytesIO(data), RULES, loaded)


def only_row(data: bytes) -> TrackerRow:
    tracker = read(data)
    assert [str(each) for each in tracker.findings.problems] == []
    assert len(tracker.rows) == 1
    return tracker.rows[0]


FULL = {
    "reference": "T-9",
    "household_reference": "T-9",
    "route": "transfer_in",
    "household_name": "Zoë Example-Núñez",
    "postcode": "DE1 2FS",
    "enquiry_on": "04/05/2020",
    "source": "word_of_mouth",
    "employer": "Example Mill",
    "campaign": "Spring",
    "first_contact_on": "2020-05-05",
    "visit_on": "2020-05-20",
    "application_on": "2020-07-01",
    "stage1_complete_on": "2020-09-01",
    "panel_on": "2021-02-01",
    "decision_on": "2021-02-10",
    "places": "2",
    "age_from": "5",
    "age_to": "11",
    "offers": "short_term; respite",
    "named_children": "C-1;C-2",
    "transferred_from": "Example Fostering",
    "terms_changed_on": "2021-06-01;01/09/2021",
    "terms_places": "3;2",
    "terms_cause": "capital_scheme;",
    "deregistered_on": "2026-05-01",
    "deregistered_reason": "retired",
    "deregistered_to": "none",
    "deregistered_by": "carer",
    "recorded_on": "2021-12-09",
}


def test_every_column_is_read_as_what_it_means() -> None:
    row = only_row(csv_bytes(FULL, columns=COLUMNS))

    assert row.number == 2
    assert (row.reference, row.route, row.household_name) == ("T-9", "transfer_in", "Zoë Example-Núñez")
    assert (row.enquiry_on, row.panel_on) == (date(2020, 5, 4), date(2021, 2, 1))
    assert (row.places, row.age_from, row.age_to) == (2, 5, 11)
    assert row.offers == ("short_term", "respite")
    assert row.named_children == ("C-1", "C-2")
    assert row.terms_changed_on == (date(2021, 6, 1), date(2021, 9, 1))
    assert row.terms_places == (3, 2)
    assert row.terms_cause == ("capital_scheme", "terms")
    assert row.deregistered_on == date(2026, 5, 1)  # the end of an approval may lie ahead
    assert row.closed_on is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_the_encodings_that_spreadsheets_write_are_read(encoding: str) -> None:
    row = only_row(csv_bytes(APPROVED | {"household_name": "Zoë O’Example"}, encoding=encoding))

    assert row.household_name == "Zoë O’Example"


@pytest.mark.parametrize("ending", [b"\r\n", b"\n", b"\r"])
def test_the_line_endings_that_programs_write_are_read(ending: bytes) -> None:
    tracker = read(csv_bytes(APPROVED, APPROVED | {"reference": "T-2"}).replace(b"\r\n", ending))

    assert [row.number for row in tracker.rows] == [2, 3]


def test_two_ways_of_writing_one_name_are_one_name() -> None:
    composed = only_row(csv_bytes(APPROVED | {"household_name": "Zo\u00eb"}))
    decomposed = only_row(csv_bytes(APPROVED | {"household_name": "Zoe\u0308"}))

    assert composed.household_name == decomposed.household_name


def test_a_workbook_says_the_same_as_a_csv() -> None:
    cells = APPROVED | {"enquiry_on": date(2020, 5, 4), "places": 2, "reference": 1042, "terms_places": ""}

    row = only_row(xlsx_bytes(cells))

    assert (row.reference, row.enquiry_on, row.places) == ("1042", date(2020, 5, 4), 2)
    assert row.decision_on == date(2021, 2, 10)  # a date written as text


def test_a_workbook_is_known_by_its_content_and_not_by_its_name() -> None:
    assert only_row(xlsx_bytes(APPROVED)).reference == "T-1"


def test_columns_may_stand_in_any_order_and_only_two_must_be_there() -> None:
    row = only_row(csv_bytes({"route": "kinship", "reference": "K-1"}))

    assert (row.reference, row.route) == ("K-1", "kinship")


def test_blank_rows_are_passed_over_and_counted() -> None:
    data = b"reference,route\r\n\r\nA,mainstream\r\n,\r\n  , \r\nB,mainstraem\r\n,\r\n\r\n"

    tracker = read(data)

    assert [row.number for row in tracker.rows] == [3]
    assert [str(each)[:21] for each in tracker.findings.problems] == ["row 6, column route, "]
    assert tracker.told == 2


def test_blank_columns_at_the_right_are_nothing() -> None:
    assert only_row(b"reference,route,,\r\nA,mainstream,,\r\n").reference == "A"


def test_rows_of_a_workbook_are_numbered_as_it_shows_them() -> None:
    tracker = read(xlsx_bytes(APPROVED, {"reference": "T-2", "route": "no"}))

    assert str(tracker.findings.problems[0]).startswith("row 3, column route, 'no'")


def test_a_line_break_inside_a_cell_is_a_space() -> None:
    row = only_row(b'reference,route,household_name\r\nA,mainstream,"Rowan\nExample"\r\n')

    assert row.household_name == "Rowan Example"


def test_the_apostrophe_that_makes_our_exports_safe_is_taken_away_again() -> None:
    row = only_row(csv_bytes(APPROVED | {"household_name": "'-"}))

    assert row.household_name == "-"


def test_a_file_of_refused_rows_comes_back_with_its_reasons_passed_over() -> None:
    row = only_row(csv_bytes(APPROVED | {"refused_because": "row 9, column places, '0': out of range"}))

    assert row.places == 2


def test_an_agencys_own_codes_for_closing_are_known() -> None:
    closed = {"reference": "A", "route": "mainstream", "closed_on": "2021-01-01"}

    assert only_row(csv_bytes(closed | {"closed_reason": "no_spare_room"})).closed_reason == "no_spare_room"
    assert only_row(csv_bytes(closed | {"closed_reason": "AW3"})).closed_reason == "AW3"


def test_a_household_that_comes_back_is_named_by_its_first_reference_wherever_that_stands() -> None:
    back = {"reference": "B", "route": "mainstream", "household_reference": "A"}
    first = {"reference": "A", "route": "mainstream"}

    assert read(csv_bytes(back, first)).findings.problems == []
    assert read(csv_bytes(back), A="A").findings.problems == []


def test_progress_is_told_as_rows_are_read() -> None:
    rows = [{"reference": str(number), "route": "mainstream"} for number in range(1100)]
    told: list[int] = []

    reading.read(io.BytesIO(csv_bytes(*rows)), RULES, progress=told.append)

    assert told == [500, 1000]
