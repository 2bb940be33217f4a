"""The table of tests/which_database.py: what it names is there, and what it does not name runs on both."""

from __future__ import annotations

import pytest

from tests import which_database
from tests.which_database import TABLE, TESTS, Which

BOTH = ["sqlite", "postgresql"]


@pytest.mark.parametrize("named", sorted(TABLE))
def test_the_table_names_nothing_that_is_gone(named: str) -> None:
    assert (TESTS / named).exists()


@pytest.mark.parametrize(
    ("file", "runs_on"),
    [
        ("ledger/test_identities.py", BOTH),
        ("a_new_folder/test_of_something.py", BOTH),
        ("pages/test_of_a_new_page.py", ["sqlite"]),
        ("pages/test_contacts.py", ["postgresql"]),
        ("trust/test_together.py", BOTH),
        ("exchange/tracker/test_any_file.py", BOTH),
    ],
)
def test_the_longest_path_that_fits_says_where_a_test_runs(file: str, runs_on: list[str]) -> None:
    assert which_database.chosen(TESTS / file, BOTH) == runs_on


def test_where_one_database_is_wanted_everything_runs_on_it() -> None:
    for which in Which:
        assert any(found is which for found, _ in TABLE.values()), which
    for named in TABLE:
        assert which_database.chosen(TESTS / named, ["postgresql"]) == ["postgresql"]
