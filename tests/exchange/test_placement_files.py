"""A file of placements: read strictly, loaded all or nothing, twice without effect, and taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from crm.actor import Actor
from crm.commands import placements
from crm.extensions import db
from crm.people import placements as stored
from crm.people.placement_tables import Placement
from crm.people.tables import Household
from crm.reads.places_used import of_households
from tests import given
from tests.doors import Answer

Cli = Callable[..., Answer]
TODAY = date(2026, 3, 4)
HEADER = "household,child,offer,from_on,to_on,ended_how"


@pytest.fixture
def derby(app: Flask, clock_at: Callable[[date], None]) -> Actor:
    clock_at(TODAY)
    return given.officer(given.agency())


@pytest.fixture
def home(derby: Actor) -> tuple[int, str]:
    """A household approved for 2, and its reference."""
    return approved(derby, 2)


def approved(by: Actor, places: int) -> tuple[int, str]:
    made = given.household(by.agency_ids[0])
    given.approved(made, date(2021, 9, 1), places, by=by)
    reference = db.session.get_one(Household, made).reference
    db.session.rollback()
    return made, reference


@pytest.fixture
def load(cli: Cli, tmp_path: Path) -> Callable[..., Answer]:
    """`load(rows, *options)`: the command, on a file with these rows below the header."""

    def run(*rows: str, options: tuple[str, ...] = (), header: str = HEADER) -> Answer:
        path = tmp_path / "placements.csv"
        path.write_text("\n".join([header, *rows]) + "\n")
        return cli("import", "placements", path, "--agency", "derby", *options)

    return run


def filled(home: int, day: date = TODAY) -> int | None:
    found = of_households([home], day).get(home)
    db.session.rollback()
    return found.filled if found else None


@pytest.mark.slow
def test_stays_are_loaded_once_ended_by_a_later_file_and_taken_back(
    home: tuple[int, str], load: Callable[..., Answer], cli: Cli
) -> None:
    number, reference = home
    rows = (f"{reference},CH-1,short_term,2025-01-06,,", f"{reference},CH-2,,06/01/2025,2026-02-01,went_home")
    answer = load(*rows)
    assert (answer.code, answer.out.splitlines()[0]) == (0, "batch 1"), answer.err
    assert (filled(number, date(2026, 1, 31)), filled(number)) == (2, 1)
    again = load(*rows)
    assert again.code == 0 and "nothing new, and so nothing is loaded" in again.out
    answer = load(f"{reference},CH-1,,2025-01-06,2026-03-01,adopted")
    assert "batch 2" in answer.out and "1 changed" in answer.out
    assert "column offer, '': empty, and what is on record is kept" in answer.out
    assert filled(number) == 0
    assert "1 placement" in cli("import", "undo", "2").out
    assert filled(number) == 1
    assert "2 placements" in cli("import", "undo", "1").out
    assert filled(number, date(2026, 1, 31)) == 0
    assert cli("import", "undo", "1").code == 1


def test_one_bad_row_and_nothing_is_loaded_and_each_is_named(
    home: tuple[int, str], load: Callable[..., Answer]
) -> None:
    number, reference = home
    rows = (
        f"{reference},CH-1,,2025-01-06,,",
        f"{reference},Bryn Example,,2025-01-06,,",
        "DER-999999,CH-3,,2025-01-06,,",
        f"{reference},CH-4,luxury,2025-02-30,,",
        f"{reference},CH-5,,2025-01-06,2025-01-06,went_home",
        f"{reference},=CH6,,2025-01-06,,",
        f"{reference},CH-1,,2025-06-01,,",
    )
    answer = load(*rows)
    assert answer.code == 1 and filled(number) is None
    assert answer.out.endswith("nothing is loaded\n")
    assert [line.split(":")[0] for line in answer.err.splitlines()] == [
        "row 5, column offer, 'luxury'",
        "row 5, column from_on, '2025-02-30'",
        "row 7, column child, '=CH6'",
    ], "what cannot be read is said first, as for a tracker"
    answer = load(rows[0], rows[1], rows[2], rows[4], rows[6])
    assert [line.split(":")[0] for line in answer.err.splitlines()] == [
        "row 2, column child, 'CH-1'",
        "row 3, column child, 'Bryn Example'",
        "row 4, column household, 'DER-999999'",
        "row 5, column to_on, '2025-01-06'",
        "row 6, column child, 'CH-1'",
    ]
    assert filled(number) is None


def test_bad_rows_are_left_out_if_that_is_asked_for_and_written_to_a_file(
    home: tuple[int, str], load: Callable[..., Answer], tmp_path: Path
) -> None:
    number, reference = home
    answer = load(
        f"{reference},CH-1,,2025-01-06,,", f"{reference},Bryn,,2025-01-06,,", options=("--skip-bad-rows",)
    )
    assert answer.code == 0 and filled(number) == 1
    left_out = (tmp_path / "placements-refused.csv").read_text("utf-8-sig")
    assert "Bryn" in left_out and "never by name" in left_out and "CH-1" not in left_out


def test_a_trial_loads_nothing_and_what_the_approval_does_not_cover_is_a_warning(
    derby: Actor, load: Callable[..., Answer]
) -> None:
    number, reference = approved(derby, 1)
    rows = (f"{reference},CH-1,,2025-01-06,,", f"{reference},CH-2,,2025-02-06,,")
    answer = load(*rows, options=("--dry-run",))
    assert answer.code == 0 and filled(number) is None
    assert "warning: row 3: 1 place is approved then, and" in answer.out
    assert load(*rows).code == 0 and filled(number) == 2


def test_a_child_who_moves_within_a_file_is_in_one_home_at_a_time_in_any_order(
    derby: Actor, load: Callable[..., Answer]
) -> None:
    first, second = approved(derby, 1), approved(derby, 1)
    load(f"{first[1]},CH-1,,2025-01-06,,")
    rows = (f"{second[1]},CH-1,,2025-06-01,,", f"{first[1]},CH-1,,2025-01-06,2025-06-01,other_foster_home")
    answer = load(*rows)
    assert answer.code == 0, answer.err
    assert (filled(first[0]), filled(second[0])) == (0, 1)


def test_what_somebody_has_put_right_since_stays_when_a_load_is_taken_back(
    home: tuple[int, str], derby: Actor, load: Callable[..., Answer], cli: Cli
) -> None:
    number, reference = home
    load(f"{reference},CH-1,,2025-01-06,,", f"{reference},CH-2,,2025-01-06,,")
    right = placements.Stay(child="CH-1", offer=None, from_on=date(2025, 1, 7))
    placements.correct(number, 1, right, because="mistyped", by=derby)
    assert "1 placement" in cli("import", "undo", "1").out
    assert filled(number) == 1


@pytest.mark.slow
def test_a_load_is_not_taken_back_where_that_would_leave_a_child_in_two_homes(
    derby: Actor, load: Callable[..., Answer], cli: Cli
) -> None:
    first, second = approved(derby, 1), approved(derby, 1)
    load(f"{first[1]},CH-1,,2025-01-06,,")
    load(f"{first[1]},CH-1,,2025-01-06,2025-06-01,other_foster_home")
    load(f"{second[1]},CH-1,,2025-06-01,,")
    answer = cli("import", "undo", "2")
    assert answer.code == 1
    assert "CH-1 would be in two homes at once" in answer.err and "from 1 June 2025, and has not left" in answer.err
    assert (filled(first[0]), filled(second[0])) == (0, 1)
    assert cli("import", "undo", "3").code == 0
    assert cli("import", "undo", "2").code == 0, "the last one first"
    assert (filled(first[0]), filled(second[0])) == (1, 0)


@pytest.mark.parametrize(
    ("header", "says"),
    [
        ("household,child,offer", "column from_on, '': this column is missing"),
        (f"{HEADER},name", "column name, 'name': not a column of a file of placements"),
        (f"{HEADER},child", "column child, 'child': this column stands there twice"),
    ],
)
def test_a_header_that_is_wrong_is_refused(
    home: tuple[int, str], load: Callable[..., Answer], header: str, says: str
) -> None:
    answer = load(f"{home[1]},CH-1,,,", header=header)
    assert answer.code == 1 and says in answer.err


@pytest.mark.parametrize("cell", ["2015-08", "08/2015", "14/08/2015"])
def test_of_a_day_of_birth_only_the_month_is_kept(
    home: tuple[int, str], load: Callable[..., Answer], cell: str
) -> None:
    answer = load(f"{home[1]},CH-1,2025-01-06,{cell}", header="household,child,from_on,born")
    assert answer.code == 0, answer.err
    assert [each.born for each in stored.standing(Placement, home[0])] == [date(2015, 8, 1)]
    db.session.rollback()


def test_a_month_of_birth_that_cannot_be_read_is_refused(
    home: tuple[int, str], load: Callable[..., Answer]
) -> None:
    answer = load(f"{home[1]},CH-1,2025-01-06,August", header="household,child,from_on,born")
    assert answer.code == 1 and "not a month; expected like 2015-08 or 08/2015" in answer.err
