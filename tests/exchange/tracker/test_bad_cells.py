"""Each thing that can be wrong with a cell is named: row, column, value, and what was expected."""

from __future__ import annotations

import io
from datetime import date

import pytest

from crm.exchange.tracker import header, reading
from tests.tracker_files import APPROVED, Cells, csv_bytes, xlsx_bytes

RULES = header.Rules(today=date(2026, 3, 4))
DATE = "expected like 2021-03-31 or 31/03/2021"
PLACES = "expected a whole number from 1 to 12"


def read(*rows: Cells, **loaded: str) -> reading.Tracker:
    return reading.read(io.BytesIO(csv_bytes(*rows)), RULES, loaded)


def problems(*rows: Cells, **loaded: str) -> list[str]:
    return [str(each) for each in read(*rows, **loaded).findings.problems]


def warnings(row: Cells) -> list[str]:
    tracker = read(row)
    assert tracker.findings.problems == []
    return [str(each) for each in tracker.findings.warnings]


@pytest.mark.parametrize(
    ("column", "value", "says"),
    [
        ("application_on", "31/02/2021", f"not a date; {DATE}"),
        ("application_on", "29/02/2021", f"not a date; {DATE}"),
        ("application_on", "03/31/2020", f"not a date; {DATE}"),
        ("application_on", "31/03/20", f"not a date; {DATE}"),
        ("application_on", "2020-W27-3", f"not a date; {DATE}"),
        ("application_on", "20200701", f"not a date; {DATE}"),
        ("application_on", "٠١/٠٧/٢٠٢٠", f"not a date; {DATE}"),
        ("application_on", "2020-07-01 00:00", f"not a date; {DATE}"),
        ("application_on", "soon", f"not a date; {DATE}"),
        ("application_on", "0001-01-01", f"the year must be between 1900 and 2100; {DATE}"),
        ("deregistered_on", "9999-12-31", f"the year must be between 1900 and 2100; {DATE}"),
        ("decision_on", "2026-03-05", "in the future; expected a day up to 2026-03-04"),
        ("recorded_on", "2026-03-05", "in the future; expected a day up to 2026-03-04"),
        ("places", "-1", f"out of range; {PLACES}"),
        ("places", "0", f"out of range; {PLACES}"),
        ("places", "13", f"out of range; {PLACES}"),
        ("places", "99999999999", f"out of range; {PLACES}"),
        ("places", "2.5", f"not a whole number; {PLACES}"),
        ("places", "1e9", f"not a whole number; {PLACES}"),
        ("places", "1_0", f"not a whole number; {PLACES}"),
        ("places", "0x10", f"not a whole number; {PLACES}"),
        ("places", "٣", f"not a whole number; {PLACES}"),
        ("places", "１２", f"not a whole number; {PLACES}"),
        ("places", "two", f"not a whole number; {PLACES}"),
        ("age_to", "26", "out of range; expected a whole number from 0 to 25"),
        (
            "route",
            "Mainstream",
            "not a code that is known here; expected one of: mainstream, kinship, transfer_in,",
        ),
        ("source", "billboard", "not a code that is known here; expected one of: website, phone,"),
        ("closed_by", "nobody", "not a code that is known here; expected one of: applicant, service"),
        ("closed_reason", "AW9", "not a code that is known here; expected one of: AW0,"),
        ("offers", "short_term;cats", "not a code that is known here; expected one of: short_term,"),
        ("offers", "respite;respite", "names the same value twice"),
        ("offers", "respite;;short_term", "has an empty value between its ';'"),
        ("reference", "", "empty; expected a value in every row"),
        ("reference", "x" * 61, "61 characters; expected at most 60"),
        ("household_name", "x" * 101, "101 characters; expected at most 100"),
        ("household_name", "=1+1", "begins like a formula; expected plain text"),
        ("household_name", "@SUM(A1)", "begins like a formula; expected plain text"),
        ("household_name", "+44 7700 900123", "begins like a formula; expected plain text"),
        ("household_name", " =1", "begins like a formula; expected plain text"),
        ("household_name", "'=1", "begins like a formula; expected plain text"),
        ("places", "+2", "begins like a formula; expected plain text"),
        ("household_name", "Row\0an", "has a control character in it; expected plain text"),
        ("household_name", "Row\x07an", "has a control character in it; expected plain text"),
    ],
)
def test_a_bad_cell_is_named(column: str, value: str, says: str) -> None:
    found = problems(APPROVED | {column: value})

    assert len(found) == 1
    assert found[0].startswith(f"row 2, column {column}, '")
    assert f"': {says}" in found[0]


def test_the_message_has_the_form_that_is_promised() -> None:
    assert problems(APPROVED, APPROVED | {"reference": "T-2", "application_on": "31/02/1980"}) == [
        "row 3, column application_on, '31/02/1980': not a date; expected like 2021-03-31 or 31/03/2021"
    ]


def test_control_characters_are_shown_and_long_values_cut() -> None:
    assert "'Row\\x00an'" in problems(APPROVED | {"household_name": "Row\0an"})[0]
    assert f"'{'x' * 60}...'" in problems(APPROVED | {"household_name": "x" * 500})[0]


def test_every_problem_of_every_row_is_named() -> None:
    found = problems(
        APPROVED | {"places": "0", "visit_on": "never"}, APPROVED | {"reference": "T-2", "route": "by_bus"}
    )

    assert [text.split(",")[:2] for text in found] == [
        ["row 2", " column places"],
        ["row 2", " column visit_on"],
        ["row 3", " column route"],
    ]


def test_one_bad_row_among_ten_thousand_is_named_by_its_number() -> None:
    rows = [APPROVED | {"reference": f"T-{number}"} for number in range(2, 10_003)]
    rows[7312]["application_on"] = "31/02/1980"

    tracker = read(*rows)

    assert [str(each) for each in tracker.findings.problems] == [
        "row 7314, column application_on, '31/02/1980': not a date; expected like 2021-03-31 or 31/03/2021"
    ]
    assert len(tracker.rows) == 10_000


def test_a_formula_in_a_workbook_is_refused_though_it_has_a_value() -> None:
    tracker = reading.read(io.BytesIO(xlsx_bytes(APPROVED | {"places": "=1+1"})), RULES)

    assert [str(each) for each in tracker.findings.problems] == [
        "row 2, column places, '=1+1': begins like a formula; "
        "expected plain text or a number, with no =, + or @ in front"
    ]


def test_a_day_with_a_time_in_a_workbook_is_refused() -> None:
    tracker = reading.read(io.BytesIO(xlsx_bytes(APPROVED | {"visit_on": 44286.25})), RULES)

    assert [str(each) for each in tracker.findings.problems] == [
        f"row 2, column visit_on, '44286.25': not a date; {DATE}"
    ]
