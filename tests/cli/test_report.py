"""`crm report quarterly`: the formats that others check the product by, and how it answers misuse."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook

from crm.journey.ranges import Route
from tests import given
from tests.databases import Database
from tests.doors import Answer
from tests.reports.histories import approved, enquired, left, load, the_councils_half_year

Cli = Callable[..., Answer]
HALF = ("--from", "2021-04-01", "--to", "2021-09-30")
SHAPE = {
    "activity": ["enquiries", "initial_visits", "applications", "approvals", "deregistrations"],
    "households": [
        "opening", "new_approvals", "transfers_in", "reclassified_in", "deregistrations", "transfers_out",
        "reclassified_out", "adjustments", "closing", "net",
    ],
    "places": [
        "opening", "new_approvals", "transfers_in", "terms_increases", "capital_scheme", "reclassified_in",
        "deregistrations", "transfers_out", "terms_decreases", "reclassified_out", "adjustments", "closing", "net",
    ],
}  # fmt: skip


@pytest.fixture(autouse=True)
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("the half year of Derby's report", _half_year)


def _half_year() -> int:
    found = given.agency("derby", hub="d2n2")
    the_councils_half_year(found)
    return found


def test_the_json_has_the_shape_that_is_fixed_key_by_key(cli: Cli) -> None:
    found = json.loads(cli("report", "quarterly", "--agency", "derby", *HALF, "--format", "json").out)
    assert list(found) == [
        "report", "scope", "from", "to", "known_on", "reconciles", "gaps", "populations", "comparators", "stages",
        "reviews", "permanence", "beside", "pace", "ended", "left", "sources", "caseload", "targets", "cohort",
    ]  # fmt: skip
    assert [found[each] for each in list(found)[:7]] == [
        "quarterly", "derby", "2021-04-01", "2021-09-30", "2021-12-09", True, [],
    ]  # fmt: skip
    assert list(found["comparators"]) == ["same_period_last_year", "last_full_year"]
    assert list(found["comparators"]["last_full_year"]) == ["from", "to", "populations"]
    for part in (found, *found["comparators"].values()):
        assert list(part["populations"]) == ["mainstream", "kinship", "supported_lodgings", "all"]
        for values in part["populations"].values():
            assert list(values) == [*SHAPE, "approved_and_still_active"]
            assert {block: list(values[block]) for block in SHAPE} == SHAPE
    mainstream = found["populations"]["mainstream"]
    assert mainstream["activity"] == {
        "enquiries": 0, "initial_visits": 0, "applications": 0, "approvals": 9, "deregistrations": 6,
    }  # fmt: skip
    assert (mainstream["places"]["new_approvals"], mainstream["places"]["deregistrations"]) == (14, 9)
    assert mainstream["places"]["net"] == 5
    assert found["populations"]["all"]["places"]["net"] == 8


def test_a_period_ahead_is_null_in_every_number(cli: Cli) -> None:
    ahead = ("--from", "2022-01-01", "--to", "2022-03-31")
    found = json.loads(cli("report", "quarterly", "--agency", "derby", *ahead, "--format", "json").out)
    assert found["reconciles"] is None
    for values in found["populations"].values():
        flat = [each for block in SHAPE for each in values[block].values()]
        assert {*flat, values["approved_and_still_active"]} == {None}


def test_a_hub_adds_up_its_agencies_and_says_how_many_households_enquired(cli: Cli) -> None:
    other = given.agency("nottingham", hub="d2n2")
    load(other, enquired(date(2021, 5, 1)), approved(date(2021, 6, 1), 3))
    found = json.loads(cli("report", "quarterly", "--hub", "d2n2", *HALF, "--format", "json").out)
    assert found["scope"] == "d2n2"
    mainstream = found["populations"]["mainstream"]
    assert list(mainstream["activity"])[:2] == ["enquiries", "enquiries_distinct"]
    assert (mainstream["activity"]["enquiries"], mainstream["activity"]["enquiries_distinct"]) == (1, 1)
    assert mainstream["places"]["net"] == 5 + 3


def test_the_text_says_the_net_gain_and_the_households_beside_it(cli: Cli) -> None:
    answer = cli("report", "quarterly", "--agency", "derby", *HALF)
    assert answer.code == 0
    assert answer.out.startswith("Derby: April to September 2021\nAs known on 9 December 2021. Reconciles.\n")
    assert "Net bed gain: +5 mainstream beds, 14 gained, 9 lost (kinship +3, all +8)\n" in answer.out
    assert "Net households: +3 mainstream households, 9 gained, 6 lost (kinship +2, all +5)\n" in answer.out


def test_csv_and_xlsx_hold_the_same_figures(cli: Cli) -> None:
    text = cli("report", "quarterly", "--agency", "derby", *HALF, "--format", "csv").raw.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0][5] == "April to September 2021"
    assert ["derby", "Mainstream", "places", "net", "Net change", "5", "0", "0"] in rows
    book = cli("report", "quarterly", "--agency", "derby", *HALF, "--format", "xlsx").raw
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_name("Figures").to_python()
    assert [[_plain(cell) for cell in row] for row in sheet] == rows


def test_each_format_says_which_reviews_were_late_and_whose_end_was_for_the_child_s_good(
    cli: Cli, derby: int
) -> None:
    load(derby, approved(date(2020, 5, 1), 1), left(date(2021, 6, 1), "none", "sgo"), route=Route.KINSHIP)
    load(derby, approved(date(2020, 7, 1), 2), recorded_at=datetime(2020, 7, 2).astimezone())
    asked = ("report", "quarterly", "--agency", "derby", *HALF)
    found = json.loads(cli(*asked, "--format", "json").out)
    assert found["permanence"] == {"sgo": 1} and found["reviews"]["first_overdue"] >= 1
    overdue = found["reviews"]["first_overdue"]
    text = cli(*asked).out
    assert "1 is a permanence outcome and no carer lost" in text and "(special guardianship order 1)" in text
    assert f"First, by panel: 0 held, 0 of them late, {overdue} overdue at the end\n" in text
    rows = list(csv.reader(io.StringIO(cli(*asked, "--format", "csv").raw.decode("utf-8-sig"))))
    assert ["derby", "Kinship", "permanence", "sgo", "Special guardianship order", "1"] in [row[:6] for row in rows]
    late = ["derby", "All", "reviews", "first_overdue", "First reviews overdue at the end", str(overdue)]
    assert late in [row[:6] for row in rows]


def _plain(cell: object) -> str:
    return str(int(cell)) if isinstance(cell, float) else str(cell)


def test_a_past_known_on_day_leaves_out_what_was_recorded_later(cli: Cli, derby: int) -> None:
    load(derby, approved(date(2021, 9, 1), 4), route=Route.KINSHIP, recorded_at=datetime(2021, 11, 1).astimezone())
    known = ("--known-on", "2021-10-31", "--format", "json")
    then = json.loads(cli("report", "quarterly", "--agency", "derby", *HALF, *known).out)
    today = json.loads(cli("report", "quarterly", "--agency", "derby", *HALF, "--format", "json").out)
    assert then["known_on"] == "2021-10-31"
    assert then["populations"]["kinship"]["places"]["net"] == 3
    assert today["populations"]["kinship"]["places"]["net"] == 7


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--agency", "derby", "--from", "2021-09-30", "--to", "2021-04-01"), "before it starts"),
        (("--agency", "atlantis", *HALF), "there is no agency 'atlantis'"),
        (("--hub", "derby", *HALF), "there is no hub 'derby'"),
        (("--agency", "derby", "--hub", "d2n2", *HALF), "not both"),
        (HALF, "Name an agency or a hub"),
        (("--agency", "derby", *HALF, "--known-on", "2021-12-10"), "10 December 2021, is in the future"),
        (("--agency", "derby", "--from", "31/02/2021", "--to", "2021-09-30"), "'31/02/2021', is wrong: not a date"),
        (("--agency", "derby", "--from", "2021-W13-4", "--to", "2021-09-30"), "expected like 2021-03-31"),
        (("--agency", "derby", "--from", "2021-04-01"), "The last day is missing"),
        (("--agency", "derby", *HALF, "--format", "odt"), "choose text, json, csv, xlsx, pdf or docx"),
        (("--agency", "derby", *HALF, "--colour", "red"), "unrecognized arguments"),
    ],
)
def test_misuse_is_answered_in_words_with_exit_code_2(cli: Cli, arguments: tuple[str, ...], said: str) -> None:
    answer = cli("report", "quarterly", *arguments)
    assert answer.code == 2
    assert said in answer.err
    assert "Traceback" not in answer.err
    assert answer.out == ""
