"""Figures and terms that programs read with a key: the page's own numbers, within what the key opens."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from itertools import count as counting
from itertools import pairwise
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from crm.actor import Role
from crm.audit.tables import AuditEntry
from crm.extensions import db
from crm.people import api_keys
from crm.people.guesses import Limit
from crm.people.tables import Household
from crm.reports.figures import FIGURES
from tests import given
from tests.databases import Database
from tests.doors import CheckingClient
from tests.pages.test_api import made
from tests.pages.test_published import a_table_of_small_numbers
from tests.reports.histories import a_little_of_everything

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
HALF = "agency=derby&from=2021-04-01&to=2021-09-30"
FEEDS = ("figures", "funnel", "beds", "carers", "register")


class Program:
    """Another program, with its key."""

    def __init__(self, app: Flask, key: str) -> None:
        self.client, self.key = CheckingClient(app), key

    def ask(self, feed: str, query: str = "", **headers: str) -> TestResponse:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        path = f"/api/v1/reports/{feed}" if feed else "/api/v1/reports"
        return self.client.get(f"{path}?{query}", headers={"Authorization": f"Bearer {self.key}"} | named)

    def read(self, feed: str, query: str = "") -> dict[str, Any]:
        answer = self.ask(feed, query)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.get_json()
        return found

    def refused(self, feed: str, query: str = "") -> tuple[int, list[str]]:
        answer = self.ask(feed, query)
        assert answer.mimetype == "application/problem+json", answer.text
        return answer.status_code, [each["pointer"] for each in answer.get_json().get("errors", ())]


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a half year of Derby's", a_little_of_everything)


@pytest.fixture
def few(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a table of small numbers", a_table_of_small_numbers)


Keyed = Callable[[str], Program]


@pytest.fixture
def manager(app: Flask, sign_in: SignIn) -> CheckingClient:
    """Derby's manager, who makes the keys."""
    return sign_in(Role.MANAGER)


@pytest.fixture
def keyed(app: Flask, manager: CheckingClient) -> Keyed:
    """A program of Derby's with a key that opens something."""
    numbers = counting(1)
    return lambda scope: Program(app, made(manager, f"Program {next(numbers)}", scope))


def on_the_audit() -> list[tuple[str, str | None, str, list[str]]]:
    row = AuditEntry.__table__.c
    chosen = select(row.action, row.about, row.outcome, row.fields).where(row.action.like("feed.%"))
    return [(each.action, each.about, each.outcome, list(each.fields)) for each in db.session.execute(chosen)]


def _in_json(found: Mapping[str, Any], columns: Mapping[str, Any]) -> Iterator[tuple[tuple[str, str, str], Any]]:
    """Every figure of the page's JSON that names its population, by column, population and key."""
    for column, of_column in columns.items():
        for population, values in of_column["populations"].items():
            for name in FIGURES:
                block, _, line = name.rpartition(".")
                within = values.get(block, {}) if block else values
                if line in within:
                    yield (column, population, name), within[line]
    for population, stages in found["stages"].items():
        for stage, parts in stages.items():
            yield from (
                (("this", population, f"stages.{stage}.{part}"), count) for part, count in parts.items() if count
            )
    for population, steps in found["cohort"]["populations"].items():
        for step, parts in steps.items():
            yield from ((("this", population, f"cohort.{step}.{part}"), count) for part, count in parts.items())
    for name, count in (found["reviews"] or {}).items():
        yield ("this", "all", f"reviews.{name}"), count
    for block, names in (("ended", ("stage", "reason")), ("left", ("reason", "to"))):
        for each in found[block] or ():
            first, second = (each[name] for name in names)
            yield ("this", each["population"], f"{block}.{first}~{second}.{each['by']}"), each["count"]
    for population, spans in (found["pace"] or {}).items():
        for span, parts in spans.items():
            if parts["counted"] or parts["left_out"]:
                told = {part: value for part, value in parts.items() if part != "unit"}
                yield from ((("this", population, f"pace.{span}.{part}"), value) for part, value in told.items())


def _by_key(rows: list[dict[str, Any]]) -> dict[tuple[str, str, str], Any]:
    found = {(each["column"], each["population"], each["key"]): each["symbol"] or each["value"] for each in rows}
    assert len(found) == len(rows)
    return found


@pytest.mark.parametrize("scope", ["counted", "published"])
def test_each_figure_is_the_one_of_the_page_for_whoever_has_that_copy(
    few: int, manager: CheckingClient, sign_in: SignIn, keyed: Keyed, scope: str
) -> None:
    reader = manager if scope == "counted" else sign_in(Role.ANALYST)
    page = reader.get(f"/reports/quarterly?{HALF}&format=json").get_json()
    told = dict(_in_json(page, {"this": page, **page["comparators"]}))
    rows = keyed(scope).read("figures", HALF)["rows"]
    own = ("sources", "caseload", "permanence", "beside")  # as other files have them
    compared = [each for each in rows if each["block"] not in own]
    assert _by_key(compared) == told
    if scope == "published":
        assert {each["symbol"] for each in rows if each["block"] == "left"} == {None, "c"}
        assert not [each["key"] for each in rows if each["block"] in ("sources", "caseload", "permanence")]
        assert not [each for each in rows if each["list"] and each["block"] in ("left", "pace", "ended")]


def test_a_figure_s_link_opens_as_many_lines_as_the_figure_says(
    derby: int, manager: CheckingClient, keyed: Keyed
) -> None:
    rows = keyed("counted").read("funnel", HALF)["rows"]
    [visits] = [
        each
        for each in rows
        if (each["key"], each["population"], each["column"]) == ("activity.initial_visits", "all", "this")
    ]
    assert visits["unit"] == "visits" and "took place" in visits["definition"]
    page = manager.get(visits["list"].partition("127.0.0.1:8000")[2])
    assert page.status_code == 200 and f"{visits['value']} visit" in page.text.replace("\xa0", " ")
    assert {each["block"] for each in rows} == {"activity", "stages", "cohort"}


def test_tables_of_carers_make_their_totals_and_are_published_of_31_march_alone(derby: int, keyed: Keyed) -> None:
    rows = keyed("counted").read("carers", HALF)["rows"]
    for table in {each["table"] for each in rows}:
        *parts, total = [each["value"] for each in rows if each["table"] == table]
        assert sum(parts) == total, table
    told = keyed("published").read("carers", HALF)
    assert told["rows"] == [] and "as at 31 March" in told["says"]


def test_beds_lead_from_opening_to_closing_and_into_the_next_quarter(derby: int, keyed: Keyed) -> None:
    rows = keyed("published").read("beds", f"{HALF}&each=quarter")["rows"]
    assert {(each["from"], each["to"]) for each in rows} == {
        ("2021-04-01", "2021-06-30"),
        ("2021-07-01", "2021-09-30"),
    }
    for population in ("mainstream", "kinship", "supported_lodgings", "all"):
        for block in ("households", "places"):
            own = [each for each in rows if (each["population"], each["block"]) == (population, block)]
            ends = []
            for first in sorted({each["from"] for each in own}):
                lines = {each["line"]: each for each in own if each["from"] == first}
                signed = sum(each["sign"] * each["value"] for each in lines.values())
                assert signed == lines["closing"]["value"]
                assert lines["closing"]["value"] - lines["opening"]["value"] == lines["net"]["value"]
                ends.append((lines["opening"]["value"], lines["closing"]["value"]))
            assert all(before[1] == after[0] for before, after in pairwise(ends))
    assert any(each["value"] for each in rows if each["sign"] == -1)


def test_the_register_tells_terms_and_says_whose_to_one_kind_of_key_only(derby: int, keyed: Keyed) -> None:
    named = keyed("references").read("register", "on=2021-09-30")
    told = keyed("counted").read("register", "on=2021-09-30")
    assert named["count"] == told["count"] == len(named["rows"]) > 0
    own = {"reference", "approved_on", "terms_since"}
    assert [{**each, **dict.fromkeys(own)} for each in named["rows"]] == told["rows"]
    homes = set(db.session.scalars(select(Household.reference)))
    assert {each["reference"] for each in named["rows"]} <= homes
    listed = [row for row in on_the_audit() if row[0] == "feed.list"]
    assert [sorted(row[3])[:-1] for row in listed] == [sorted(each["reference"] for each in named["rows"])]
    assert keyed("published").refused("register")[0] == 403
    days = keyed("counted").read("beds", "agency=derby&from=2021-09-30&to=2021-09-30")["rows"]
    closing = [each["value"] for each in days if (each["key"], each["population"]) == ("places.closing", "all")]
    assert [sum(each["places"] for each in told["rows"] if each["population"] != "supported_lodgings")] == closing


def test_t14_another_council_is_answered_like_none_and_a_key_opens_one_thing(derby: int, keyed: Keyed) -> None:
    given.agency("nottingham")
    program, website = keyed("counted"), keyed("enquiries")
    for feed in FEEDS:
        theirs, nobody = (program.ask(feed, f"agency={slug}") for slug in ("nottingham", "no-such-council"))
        assert theirs.status_code == nobody.status_code == 404
        assert {**theirs.get_json(), "request_id": ""} == {**nobody.get_json(), "request_id": ""}
        assert website.refused(feed)[0] == 403
        assert Program(program.client.application, "hearth_" + "x" * 43).refused(feed)[0] == 401
    assert "nottingham" not in program.ask("").text
    assert (
        program.client.post(
            "/api/v1/enquiries", json={}, headers={"Authorization": f"Bearer {program.key}"}
        ).status_code
        == 403
    )
    tried = [row[2] for row in on_the_audit()]
    assert tried.count("refused") == 3 * len(FEEDS) and tried.count("done") == 1


def test_a_published_key_has_no_other_periods_days_or_hubs_of_few(
    app: Flask, few: int, sign_in: SignIn, keyed: Keyed
) -> None:
    for slug in ("leicester", "nottingham"):
        given.agency(slug, hub="d2n2")
    hub = sign_in(Role.HUB, at="d2n2")
    assert "as counted" not in hub.get("/api-keys").text.partition("Make a key")[2]
    program = Program(app, made(hub, "Power BI", "published"))
    assert program.refused("beds") == (422, ["#/hub"])
    assert program.read("beds", "agency=leicester&from=2021-04-01&to=2021-09-30")["copy"] == "published"
    program = keyed("published")
    assert program.refused("figures", "from=2021-04-02&to=2021-09-30") == (422, ["#/from"])
    past = program.read("figures", f"{HALF}&known_on=2021-11-01")
    assert "left" not in {each["block"] for each in past["rows"]} and past["copy"] == "published"
    assert "left" in {each["block"] for each in program.read("figures", HALF)["rows"]}


def test_pages_follow_each_other_and_what_did_not_change_is_not_sent_again(derby: int, keyed: Keyed) -> None:
    program = keyed("counted")
    whole = program.read("beds", HALF)["rows"]
    rows, query = [], f"{HALF}&page_size=7"
    while query:
        found = program.read("beds", query)
        rows += found["rows"]
        query = (found["next"] or "").partition("?")[2]
    assert rows == whole and found["page"] == found["pages"] > 1
    assert program.refused("beds", f"{HALF}&page=2") == (422, ["#/page"])
    first = program.ask("beds", HALF)
    again = program.ask("beds", HALF, If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.data) == (304, b"") and again.headers["ETag"] == first.headers["ETag"]
    assert program.ask("beds", f"{HALF}&population=all").status_code == 422
    as_csv = program.ask("beds", f"{HALF}&format=csv")
    told = list(csv.DictReader(as_csv.text.lstrip("\ufeff").splitlines()))
    assert [each["value"] for each in told] == ["" if row["value"] is None else str(row["value"]) for row in whole]


def test_a_key_that_asks_too_often_is_told_when_to_come_again(
    derby: int, keyed: Keyed, monkeypatch: pytest.MonkeyPatch, clock_at: Callable[[datetime | date], None]
) -> None:
    monkeypatch.setattr(api_keys, "READS", Limit(2, timedelta(minutes=1)))
    program, other = keyed("counted"), keyed("published")
    assert [program.ask("").status_code for _ in range(3)] == [200, 200, 429]
    assert 1 <= int(program.ask("").headers["Retry-After"]) <= 60
    assert other.ask("").status_code == 200
    clock_at(date(2021, 12, 10))
    assert program.ask("").status_code == 200


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("agency=derby&hub=d2n2", "#/agency"),
        ("from=yesterday&to=2021-09-30", "#/from"),
        ("from=2021-09-30", "#/to"),
        ("from=2021-09-30&to=2021-04-01", "#/to"),
        ("known_on=2022-01-01", "#/known_on"),
        ("page=0", "#/page"),
        ("page_size=5001", "#/page_size"),
        ("format=xml", "#/format"),
        ("page=1&page=2", "#/page"),
        ("a/b=1", "#/a~1b"),
        ("each=month", "#/each"),
        ("from=1900-01-01&to=2021-09-30&each=quarter", "#/each"),
    ],
)
def test_t59_a_parameter_that_cannot_be_taken_is_named(derby: int, keyed: Keyed, query: str, pointer: str) -> None:
    assert keyed("counted").refused("beds", query) == (422, [pointer])
