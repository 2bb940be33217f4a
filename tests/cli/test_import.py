"""`crm import tracker`: a council's spreadsheet, all or nothing, the same way each time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import select

from crm.extensions import db
from crm.ledger.tables import EventRecord
from crm.people.tables import Address, Household
from tests.doors import Answer
from tests.figures import events, figures
from tests.tracker_files import APPROVED, CAME_BACK, LEFT, xlsx_bytes

Cli = Callable[..., Answer]
Write = Callable[..., str]


def test_a_tracker_is_loaded_with_everything_that_it_tells(derby: int, cli: Cli, write: Write) -> None:
    row = APPROVED | {"postcode": "de1 2fs", "visit_on": "2020-05-20", "recorded_on": "2020-05-04"} | LEFT

    answer = cli("import", "tracker", write(row), "--agency", "derby")

    assert (answer.code, answer.err) == (0, "")
    assert answer.out.splitlines()[0] == "batch 1"
    assert figures() == {
        ("mainstream", "enquiry_received"): 1,
        ("mainstream", "visit_completed"): 1,
        ("mainstream", "application_received"): 1,
        ("mainstream", "household_approved"): 1,
        ("mainstream", "household_deregistered"): 1,
        ("mainstream", "households new_approval"): 1,
        ("mainstream", "places new_approval"): 2,
        ("mainstream", "households deregistration"): -1,
        ("mainstream", "places deregistration"): -2,
    }
    assert db.session.scalars(select(Household.name)).all() == ["Rowan Example-Finch"]
    assert db.session.scalars(select(Address.postcode)).all() == ["DE1 2FS"]
    assert cli("check").code == 0


def test_a_workbook_is_loaded_like_a_csv(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(xlsx_bytes(APPROVED), name="tracker.xlsx"), "--agency", "derby")

    assert figures()["mainstream", "places new_approval"] == 2


def test_each_event_is_known_from_the_later_of_its_own_day_and_the_rows(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED | {"recorded_on": "2020-06-01"}), "--agency", "derby")

    assert figures(date(2020, 5, 31)) == {}
    assert figures(date(2020, 6, 1)) == {("mainstream", "enquiry_received"): 1}
    assert ("mainstream", "household_approved") not in figures(date(2021, 2, 9))
    assert ("mainstream", "household_approved") in figures(date(2021, 2, 10))


def test_a_row_that_does_not_say_when_it_was_recorded_is_known_from_now(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED), "--agency", "derby")

    assert figures(date(2022, 3, 3)) == {}
    assert figures(date(2022, 3, 4)) == figures() != {}


def test_an_end_that_lies_ahead_is_known_now_and_counts_then(derby: int, cli: Cli, write: Write) -> None:
    cli("import", "tracker", write(APPROVED | {"deregistered_on": "2022-04-30"}), "--agency", "derby")

    ends = db.session.scalars(select(EventRecord.recorded_at).where(EventRecord.kind == "household_deregistered"))
    assert [moment.date() for moment in ends] == [date(2022, 3, 4)]
    assert figures()["mainstream", "places deregistration"] == -2


def test_names_are_kept_as_people_write_them(derby: int, cli: Cli, write: Write) -> None:
    names = [
        "O'Brien-Ó Súilleabháin",
        "李小龍",
        "محمد",
        "Zoë",
        "Nguyễn",
        "👩\u200d👩\u200d👧",
        "X",
        "Null",
        "True",
        'Rowan "Ro" Example',
        "Example, Rowan; and Sam",
        "\ufdfa" * 100,
    ]
    rows = [
        {"reference": str(each), "route": "mainstream", "household_name": name} for each, name in enumerate(names)
    ]

    assert cli("import", "tracker", write(*rows), "--agency", "derby").code == 0

    assert set(db.session.scalars(select(Household.name))) == set(names)


def test_a_household_that_comes_back_is_one_household(derby: int, cli: Cli, write: Write) -> None:
    first = {"reference": "T-1", "household_reference": "", "route": "mainstream", "enquiry_on": "2021-01-01"}

    cli("import", "tracker", write(CAME_BACK, first), "--agency", "derby")

    assert len(db.session.scalars(select(Household.id)).all()) == 1
    # The second enquiry came 59 days after the first: inside the 90 days it is not counted again.
    assert figures() == {("mainstream", "enquiry_received"): 1, ("mainstream", "enquiry_repeated"): 1}


def test_a_household_keeps_its_first_reference_whichever_of_its_journeys_was_approved_first(
    derby: int, cli: Cli, write: Write
) -> None:
    """The second journey is told first, because it began first: the household is still called R1."""
    header = "reference,household_reference,route,enquiry_on,decision_on,places"
    file = write(f"{header}\nR2,R1,mainstream,2021-06-29,,\nR1,,mainstream,2021-04-01,2021-09-30,2\n".encode())
    assert cli("import", "tracker", file, "--agency", "derby").code == 0
    again = cli("import", "tracker", file, "--agency", "derby")
    assert (again.code, again.err) == (0, "")
    assert "2 already on record as they are" in again.out


def test_a_kinship_approval_that_becomes_mainstream_is_a_reclassification(
    derby: int, cli: Cli, write: Write
) -> None:
    kinship = APPROVED | {"route": "kinship", "household_reference": "", "named_children": "C-1;C-2"}
    mainstream = {
        "reference": "T-2",
        "household_reference": "T-1",
        "route": "mainstream",
        "decision_on": "2021-09-01",
        "places": "3",
    }

    assert cli("import", "tracker", write(kinship, mainstream), "--agency", "derby").code == 0

    assert figures()["kinship", "places reclassified_out"] == -2
    assert figures()["mainstream", "places reclassified_in"] == 3


def test_overlapping_approvals_of_one_household_are_refused_by_row(derby: int, cli: Cli, write: Write) -> None:
    first = APPROVED | {"household_reference": ""}
    second = APPROVED | {"reference": "T-2", "household_reference": "T-1", "decision_on": "2021-09-01"}

    answer = cli("import", "tracker", write(second, first), "--agency", "derby")

    assert answer.code == 1
    assert answer.err == (
        "row 2, column decision_on, '2021-09-01': The household has been approved since 10 February 2021: "
        "it cannot be approved twice at once (DM-1).\n"
    )
    assert events() == 0
