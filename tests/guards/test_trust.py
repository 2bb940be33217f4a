"""docs/trust.md says of each case whether it has a test: kept true by reading the names of the tests."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

ID = re.compile(r"_t(\d\d)(?=_)", re.IGNORECASE)
ROW = re.compile(r"^\| (T\d\d) \| ([^|]+) \| (yes|in part|no) \| ([^|]*)\|$", re.MULTILINE)
FIRST, LAST = 1, 53


@pytest.fixture(scope="module")
def rows(root: Path) -> dict[str, tuple[str, str]]:
    """Each case of the table: how far it is tested, and what waits."""
    text = (root / "docs" / "trust.md").read_text()
    found = ROW.findall(text)
    lines = [line for line in text.splitlines() if line.startswith("| T")]
    assert len(found) == len(lines), "a row reads: | T01 | About | yes, in part or no | What waits |"
    assert len({case for case, *_ in found}) == len(found), "a case stands there twice"
    return {case: (tested, waits.strip()) for case, _, tested, waits in found}


@pytest.fixture(scope="module")
def tests(root: Path) -> dict[str, list[str]]:
    """The tests of each case: those with its id in their name, or in the name of their file."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted((root / "tests").rglob("test_*.py")):
        named = re.findall(r"^def (test_\w+)\(", path.read_text(), re.MULTILINE)
        for name in named:
            for number in {*ID.findall(name), *ID.findall(path.stem + "_")}:
                found[f"T{number}"].append(f"{path.relative_to(root)}::{name}")
    return found


def test_every_case_stands_in_the_table(rows: dict[str, tuple[str, str]]) -> None:
    assert [case for case in rows if int(case[1:]) <= LAST] == [
        f"T{number:02}" for number in range(FIRST, LAST + 1)
    ]


def test_a_case_that_is_said_to_be_tested_has_a_test_that_bears_its_id(
    rows: dict[str, tuple[str, str]], tests: dict[str, list[str]]
) -> None:
    bare = [case for case, (tested, _) in rows.items() if tested != "no" and case not in tests]
    assert bare == [], "docs/trust.md says that these are tested, and no test bears their id"


def test_a_test_that_bears_an_id_stands_in_the_table(
    rows: dict[str, tuple[str, str]], tests: dict[str, list[str]]
) -> None:
    unsaid = {
        case: found for case, found in tests.items() if int(case[1:]) <= LAST and rows.get(case, ("no",))[0] == "no"
    }
    assert unsaid == {}, "docs/trust.md has 'no' for these: put 'yes', or 'in part' and what waits"


def test_what_is_not_tested_in_full_says_what_it_waits_for(rows: dict[str, tuple[str, str]]) -> None:
    for case, (tested, waits) in rows.items():
        assert (tested == "yes") == (waits == ""), f"{case}: 'yes' waits for nothing, and all else says for what"
