"""What the cells of a row, or the rows of a file, cannot say together is named, and what is unusual is listed."""

from __future__ import annotations

import io
from datetime import date

import pytest

from crm.exchange.tracker import header, reading
from tests.tracker_files import APPROVED, Cells, csv_bytes

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
    ("cells", "expected"),
    [
        (
            {"enquiry_on": "2020-08-01"},
            "row 2, column application_on, '2020-07-01': before enquiry_on, 2020-08-01; expected on or after it",
        ),
        (
            {"application_on": "", "decision_on": "01/05/2020"},
            "row 2, column decision_on, '01/05/2020': before enquiry_on, 2020-05-04; expected on or after it",
        ),
        (
            {"deregistered_on": "2021-02-09"},
            "row 2, column deregistered_on, '2021-02-09': before decision_on, 2021-02-10; expected on or after it",
        ),
        (
            {"terms_changed_on": "2021-02-09", "terms_places": "3"},
            "row 2, column terms_changed_on, '2021-02-09': before decision_on, 2021-02-10; expected on or after it",
        ),
        (
            {"terms_changed_on": "2021-04-01", "terms_places": "3", "deregistered_on": "2021-03-31"},
            "row 2, column deregistered_on, '2021-03-31': before terms_changed_on, 2021-04-01; "
            "expected on or after it",
        ),
        (
            {"terms_changed_on": "2021-04-02;2021-04-01", "terms_places": "3;2"},
            "row 2, column terms_changed_on, '2021-04-02;2021-04-01': before terms_changed_on, 2021-04-02; "
            "expected on or after it",
        ),
        (
            {"decision_on": ""},
            "row 2, column places, '2': there is no decision_on; expected the day of the decision",
        ),
        (
            {"places": "", "deregistered_on": "2022-01-01"},
            "row 2, column deregistered_on, '2022-01-01': there is no approval in this row; "
            "expected decision_on and places",
        ),
        (
            {"terms_changed_on": "2021-03-01", "terms_places": "3;4"},
            "row 2, column terms_places, '3;4': 2 values beside 1 in terms_changed_on; "
            "expected as many, separated by ';'",
        ),
        (
            {"terms_changed_on": "2021-03-01;2021-04-01", "terms_places": "3;4", "terms_cause": "terms"},
            "row 2, column terms_cause, 'terms': 1 values beside 2 in terms_changed_on; "
            "expected as many, separated by ';'",
        ),
        (
            {"terms_changed_on": "2021-03-01;2021-04-01", "terms_places": "3;3", "terms_cause": ";capital_scheme"},
            "row 2, column terms_places, '3;3': a capital_scheme must add places; expected more than 3",
        ),
        (
            {"age_from": "11", "age_to": "5"},
            "row 2, column age_from, '11': above age_to; expected an age up to 5",
        ),
    ],
)
def test_a_row_that_cannot_be_is_refused(cells: dict[str, str], expected: str) -> None:
    assert problems(APPROVED | cells) == [expected]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (
            {"visit_on": "2020-05-01"},
            "row 2, column visit_on, '2020-05-01': before enquiry_on, 2020-05-04; is that right?",
        ),
        (
            {"panel_on": "2021-02-11"},
            "row 2, column decision_on, '2021-02-10': before panel_on, 2021-02-11; is that right?",
        ),
        (
            {"route": "kinship", "named_children": "C-1"},
            "row 2, column places, '2': 1 named_children; a kinship approval has a place for each (B-9)",
        ),
        (
            {"deregistered_on": "2022-01-01", "deregistered_reason": "Had enough"},
            "row 2, column deregistered_reason, 'Had enough': not a reason of the list; "
            "kept as it is and counted under 'other'",
        ),
        (
            {"transferred_from": "Example Fostering"},
            "row 2, column transferred_from, 'Example Fostering': the route is mainstream; "
            "counted as a transfer only where it is transfer_in",
        ),
        (
            {"closed_reason": "AW1"},
            "row 2, column closed_reason, 'AW1': not loaded, as there is no closed_on",
        ),
        (
            {"deregistered_by": "carer"},
            "row 2, column deregistered_by, 'carer': not loaded, as there is no deregistered_on",
        ),
        (
            {"closed_on": "2022-01-01"},
            "row 2, column closed_on, '2022-01-01': not loaded, as the row is an approval",
        ),
        (
            {"places": ""},
            "row 2, column decision_on, '2021-02-10': a decision without places; "
            "loaded as a decision not to approve",
        ),
    ],
)
def test_what_is_only_unusual_is_loaded_and_listed(cells: dict[str, str], expected: str) -> None:
    assert warnings(APPROVED | cells) == [expected]


def test_a_closing_before_what_came_earlier_is_unusual() -> None:
    closed = {"reference": "A", "route": "mainstream", "enquiry_on": "2021-01-02", "closed_on": "2021-01-01"}

    assert warnings(closed) == [
        "row 2, column closed_on, '2021-01-01': before enquiry_on, 2021-01-02; is that right?"
    ]


def test_a_reference_used_twice_is_refused_with_the_row_that_had_it() -> None:
    assert problems(APPROVED, APPROVED) == [
        "row 3, column reference, 'T-1': already used in row 2; expected a reference that no other row has"
    ]


def test_a_reference_of_a_refused_row_is_used_too() -> None:
    assert len(problems(APPROVED | {"places": "0"}, APPROVED)) == 2


def test_a_household_reference_must_name_a_first_reference() -> None:
    first = {"reference": "A", "route": "mainstream", "household_reference": ""}
    second = {"reference": "B", "route": "mainstream", "household_reference": "A"}
    third = {"reference": "C", "route": "mainstream", "household_reference": "B"}

    assert problems(first, second, third) == [
        "row 4, column household_reference, 'B': not the first reference of its household; expected A"
    ]
    assert problems(second) == [
        "row 2, column household_reference, 'A': no row has this reference, here or on record; "
        "expected the first reference of the same household"
    ]
    assert problems(third, A="A", B="A")[0].endswith("not the first reference of its household; expected A")
    assert problems(second, A="A", B="B") == [
        "row 2, column household_reference, 'A': on record the household's first reference is B; "
        "expected that, or an empty cell"
    ]


def test_a_kinship_approval_that_ends_on_the_day_of_the_mainstream_one_is_asked_about() -> None:
    kinship = APPROVED | {"route": "kinship", "named_children": "C-1;C-2", "household_reference": ""}
    kinship |= {"deregistered_on": "2021-06-30"}
    mainstream = APPROVED | {"reference": "T-2", "household_reference": "T-1", "decision_on": "2021-06-30"}
    later = mainstream | {"decision_on": "2021-07-01"}

    assert [str(each) for each in read(kinship, mainstream).findings.warnings] == [
        "row 2, column deregistered_on, '2021-06-30': row 3 approves the household that day: counted as "
        "a de-registration and a new approval; if the one became the other, leave this cell empty"
    ]
    assert read(kinship, later).findings.warnings == []


def test_a_row_of_a_household_whose_first_row_is_refused_is_refused_with_it() -> None:
    first = APPROVED | {"places": "0", "household_reference": ""}
    second = {"reference": "T-2", "route": "mainstream", "household_reference": "T-1"}

    assert problems(first, second)[1] == (
        "row 3, column household_reference, 'T-1': row 2, which has that reference, is refused"
    )
    assert len(problems(first, second, **{"T-1": "T-1"})) == 1  # on record already


def test_a_row_with_cells_too_many_or_too_few_is_refused() -> None:
    data = b"reference,route,places\nA,kinship\nB,kinship,,7\nC,kinship,,\n"

    found = reading.read(io.BytesIO(data), RULES).findings.problems

    assert [str(each) for each in found] == [
        "row 2: 2 cells; expected 3, as in the header",
        "row 3: 4 cells; expected 3, as in the header",
    ]
