"""A tracker that cannot be loaded is named cell by cell, and leaves nothing behind."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import MetaData, func, select

from crm.extensions import db
from tests.doors import Answer
from tests.figures import events, figures
from tests.tracker_files import APPROVED, csv_bytes

pytestmark = pytest.mark.slow  # together they take seconds

Cli = Callable[..., Answer]


def rows_of_every_table() -> dict[str, int]:
    """How many rows each table of the database has."""
    found = MetaData()
    found.reflect(db.engine)
    with db.engine.connect() as connection:
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in found.tables.items()
        }


BAD = {
    "empty": (b"", "bad.csv: the file is empty; expected a CSV file"),
    "not a table": (b"Dear all,\nhere it is.\n", "bad.csv: not a tracker: no column name is known in row 1"),
    "unknown column": (
        csv_bytes(APPROVED | {"shoe_size": "9"}),
        "row 1, column shoe_size, 'shoe_size': not a column of a tracker; expected one of: reference,",
    ),
    "31 February": (
        csv_bytes(APPROVED | {"application_on": "31/02/2021"}),
        "row 2, column application_on, '31/02/2021': not a date; expected like 2021-03-31 or 31/03/2021",
    ),
    "approval before enquiry": (
        csv_bytes(APPROVED | {"application_on": "", "decision_on": "2020-05-03"}),
        "row 2, column decision_on, '2020-05-03': before enquiry_on, 2020-05-04; expected on or after it",
    ),
    "negative places": (
        csv_bytes(APPROVED | {"places": "-2"}),
        "row 2, column places, '-2': out of range; expected a whole number from 1 to 12",
    ),
    "absurd places": (
        csv_bytes(APPROVED | {"places": "99999999999"}),
        "row 2, column places, '99999999999': out of range; expected a whole number from 1 to 12",
    ),
    "digits of another script": (
        csv_bytes(APPROVED | {"places": "٣"}),
        "row 2, column places, '٣': not a whole number; expected a whole number from 1 to 12",
    ),
    "duplicate reference": (
        csv_bytes(APPROVED, APPROVED),
        "row 3, column reference, 'T-1': already used in row 2; expected a reference that no other row has",
    ),
    "formula": (
        csv_bytes(APPROVED | {"household_name": "=HYPERLINK(1)"}),
        "row 2, column household_name, '=HYPERLINK(1)': begins like a formula; expected plain text",
    ),
    "one bad row in 10,001": (
        csv_bytes(
            *[
                APPROVED | {"reference": str(number), "application_on": "31/02/1980" if number == 7314 else ""}
                for number in range(2, 10_003)
            ]
        ),
        "row 7314, column application_on, '31/02/1980': not a date; expected like 2021-03-31 or 31/03/2021",
    ),
}


@pytest.mark.parametrize("flags", [[], ["--dry-run"]])
@pytest.mark.parametrize("kind", BAD)
def test_a_bad_file_is_named_and_nothing_of_it_is_kept(
    derby: int, cli: Cli, tmp_path: Path, kind: str, flags: list[str]
) -> None:
    content, says = BAD[kind]
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    before = rows_of_every_table()

    answer = cli("import", "tracker", str(path), "--agency", "derby", *flags)

    assert answer.code == 1
    assert len(answer.err.splitlines()) == 1
    assert answer.err.startswith(says)
    assert "Traceback" not in answer.err
    assert "bad.csv" in answer.out + answer.err
    assert rows_of_every_table() == before


def test_a_missing_file_a_folder_and_an_unknown_agency_are_wrong_use(derby: int, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "tracker.csv"
    path.write_bytes(csv_bytes(APPROVED))

    for args, says in (
        ((str(tmp_path / "none.csv"), "--agency", "derby"), "cannot be read: no such file or directory"),
        ((str(tmp_path), "--agency", "derby"), "is a folder; expected a CSV or XLSX file"),
        ((str(path), "--agency", "leeds"), "there is no agency 'leeds'; there are: derby"),
    ):
        answer = cli("import", "tracker", *args)
        assert answer.code == 2
        assert says in answer.err


def test_a_pipe_and_a_name_too_long_are_wrong_use(derby: int, cli: Cli) -> None:
    reading, writing = os.pipe()
    os.write(writing, csv_bytes(APPROVED))
    os.close(writing)
    try:
        answer = cli("import", "tracker", f"/dev/fd/{reading}", "--agency", "derby")
    finally:
        os.close(reading)
    assert (answer.code, "saved on disk" in answer.err) == (2, True)

    answer = cli("import", "tracker", "x" * 5000, "--agency", "derby")
    assert (answer.code, "cannot be read: file name too long" in answer.err) == (2, True)


def test_a_dry_run_says_the_same_and_loads_nothing(derby: int, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "tracker.csv"
    path.write_bytes(csv_bytes(APPROVED | {"transferred_from": "Example Fostering"}))
    before = rows_of_every_table()

    tried = cli("import", "tracker", str(path), "--agency", "derby", "--dry-run")
    assert tried.code == 0
    assert rows_of_every_table() == before
    done = cli("import", "tracker", str(path), "--agency", "derby")

    assert [line for line in done.out.splitlines() if line != "batch 1"] == [
        line.replace("to load", "loaded") for line in tried.out.splitlines()
    ]


def test_bad_rows_can_be_left_out_and_come_back_put_right(derby: int, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "tracker.csv"
    rows = [APPROVED | {"reference": f"T-{number}"} for number in range(5)]
    rows[2] |= {"places": "0"}
    path.write_bytes(csv_bytes(*rows))

    answer = cli("import", "tracker", str(path), "--agency", "derby", "--skip-bad-rows")

    assert answer.code == 0
    assert answer.err.startswith("row 4, column places, '0': out of range")
    assert figures()["mainstream", "households new_approval"] == 4
    refused = tmp_path / "tracker-refused.csv"
    assert str(refused) in answer.out
    text = refused.read_text(encoding="utf-8-sig")
    assert text.splitlines()[1].endswith(
        "\"row 4, column places, '0': out of range; expected a whole number from 1 to 12\""
    )

    refused.write_text(text.replace(",0,", ",2,"), encoding="utf-8")
    assert cli("import", "tracker", str(refused), "--agency", "derby").code == 0
    assert figures()["mainstream", "households new_approval"] == 5


def test_a_row_that_the_journeys_rules_refuse_can_be_left_out_too(derby: int, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "tracker.csv"
    first = APPROVED | {"household_reference": ""}
    overlaps = APPROVED | {"reference": "T-2", "household_reference": "T-1", "decision_on": "2021-09-01"}
    other = APPROVED | {"reference": "T-3", "household_reference": ""}
    path.write_bytes(csv_bytes(first, overlaps, other))

    answer = cli("import", "tracker", str(path), "--agency", "derby", "--skip-bad-rows")

    assert answer.code == 0
    assert answer.out.startswith("batch ")
    assert answer.err.startswith("row 3, column decision_on, '2021-09-01': The household has been approved since")
    assert figures()["mainstream", "households new_approval"] == 2
    assert "T-2" in (tmp_path / "tracker-refused.csv").read_text()
    assert cli("check").code == 0


def test_refused_rows_are_written_so_that_no_spreadsheet_runs_them(derby: int, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "tracker.csv"
    path.write_bytes(csv_bytes(APPROVED, APPROVED | {"reference": "T-2", "household_name": "=1+1"}))

    cli("import", "tracker", str(path), "--agency", "derby", "--skip-bad-rows")

    assert ",'=1+1," in (tmp_path / "tracker-refused.csv").read_text(encoding="utf-8-sig")


def test_a_file_with_no_good_row_loads_nothing_though_bad_ones_may_be_left_out(
    derby: int, cli: Cli, tmp_path: Path
) -> None:
    path = tmp_path / "tracker.csv"
    path.write_bytes(csv_bytes(APPROVED | {"places": "0"}))

    assert cli("import", "tracker", str(path), "--agency", "derby", "--skip-bad-rows").code == 1
    assert events() == 0


def test_a_file_of_refused_rows_that_cannot_be_written_is_named(derby: int, cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / ("x" * 246 + ".csv")  # as long as a name may be: there is no room for '-refused'
    path.write_bytes(csv_bytes(APPROVED, APPROVED | {"reference": "T-2", "places": "0"}))

    answer = cli("import", "tracker", str(path), "--agency", "derby", "--skip-bad-rows")

    assert answer.code == 2
    assert answer.err.splitlines()[-1].startswith("the good rows are loaded, but '")
    assert "batch 1" in answer.out


def test_a_file_may_be_called_anything(derby: int, cli: Cli, tmp_path: Path) -> None:
    for number, name in enumerate(("x" * 240 + ".csv", "tra\ncker\x07.csv", os.fsdecode(b"tracker-\xff.csv"))):
        path = tmp_path / name
        path.write_bytes(csv_bytes(APPROVED | {"reference": f"T-{number}"}))
        assert cli("import", "tracker", str(path), "--agency", "derby").code == 0, name
