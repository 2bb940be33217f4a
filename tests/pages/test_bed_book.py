"""The bed book at the browser: every movement in order, the balance after each, and the same as a file."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime

import pytest
from flask import Flask

from crm.actor import Role
from tests import filling, given, parsing
from tests.databases import Database
from tests.doors import CheckingClient
from tests.reports.histories import a_little_of_everything

pytestmark = pytest.mark.slow  # together they take seconds

BOOK = "/reports/bed-book?agency=derby&from=2021-04-01&to=2021-09-30"
SignIn = Callable[..., CheckingClient]


@pytest.fixture
def derby(app: Flask, database: Database, clock_at: Callable[[datetime | date], None]) -> int:
    clock_at(date(2021, 12, 9))
    return database.filled("a half year of Derby's", a_little_of_everything)


def text_of(page: str) -> str:
    return " ".join(" ".join(parsing.read(page)[0].itertext()).split())


def as_file(client: CheckingClient, address: str) -> list[dict[str, str]]:
    """The file that is offered under a book."""
    (form,) = [each for each in filling.forms(client.get(address).text) if "/export" in (each.action or "")]
    answer = client.post(form.action or "", data=form.filled({"reason": "audit"}))
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(answer.text.lstrip("\ufeff").splitlines()))


@pytest.mark.parametrize("population", ["mainstream", "kinship", "supported_lodgings", "all"])
@pytest.mark.parametrize("book", ["places", "households"])
def test_the_lines_lead_from_opening_to_closing_each_with_the_balance_after_it(
    derby: int, sign_in: SignIn, population: str, book: str
) -> None:
    client = sign_in(Role.MANAGER)
    address = f"{BOOK}&population={population}&book={book}"
    page = client.get(address).text
    assert "Reconciles" in page and "Does not reconcile" not in page
    report = client.get(f"{BOOK.replace('bed-book', 'quarterly')}&format=json").get_json()
    figures = report["populations"][population][book]
    balance = figures["opening"]
    if "Nothing moved in this period" in page:
        assert figures["closing"] == balance
        return
    rows = as_file(client, address)
    assert [row["On"] for row in rows] == sorted(row["On"] for row in rows)
    for row in rows:
        balance += int(row["Gained or lost"].lstrip("'"))
        assert int(row["Balance"]) == balance
    assert balance == figures["closing"]


def test_the_page_says_what_it_opens_and_closes_with_and_names_who_recorded_each_line(
    derby: int, sign_in: SignIn
) -> None:
    said = text_of(sign_in(Role.MANAGER).get(f"{BOOK}&population=mainstream").text)
    assert "17 gained, 9 lost" in said and "in places, as known on 9 December 2021" in said
    assert "Opening" in said and "Closing" in said and "De-registration" in said


def test_a_cause_shows_some_lines_with_the_balance_of_the_whole_book(derby: int, sign_in: SignIn) -> None:
    client = sign_in(Role.MANAGER)
    whole = as_file(client, f"{BOOK}&population=mainstream")
    some = as_file(client, f"{BOOK}&population=mainstream&cause=deregistration")
    assert 0 < len(some) < len(whole)
    assert some == [row for row in whole if row["Cause"] == "De-registration"]
    page = text_of(client.get(f"{BOOK}&population=mainstream&cause=deregistration").text)
    assert "the balance is that of the whole book" in page
    assert "Opening 1" not in page  # its lines do not lead from opening to closing


def test_a_period_ahead_an_unknown_day_and_a_search_without_result_are_answered_in_words(
    derby: int, sign_in: SignIn
) -> None:
    client = sign_in(Role.MANAGER)
    ahead = client.get("/reports/bed-book?agency=derby&from=2022-04-01&to=2022-06-30")
    assert ahead.status_code == 200 and "nothing can be in its book yet" in text_of(ahead.text)
    wrong = client.get("/reports/bed-book?agency=derby&from=31/02/2021&to=2021-09-30")
    assert wrong.status_code == 400 and "31/02/2021" in wrong.text
    assert "No line matches" in client.get(f"{BOOK}&q=nobody+of+this+name").text
    assert client.get("/reports/bed-book").status_code == 200  # the last quarter


def test_it_is_reached_from_the_report_and_only_by_those_who_may_open_figures(derby: int, sign_in: SignIn) -> None:
    report = BOOK.replace("bed-book", "quarterly")
    assert "/reports/bed-book?" in sign_in(Role.MANAGER).get(report).text
    analyst = sign_in(Role.ANALYST)
    assert "/reports/bed-book" not in analyst.get(report).text
    assert analyst.get(BOOK).status_code == 403


def test_another_councils_book_is_answered_like_an_unknown_ones(derby: int, sign_in: SignIn) -> None:
    given.agency("nottingham")
    client = sign_in(Role.MANAGER)
    foreign, unknown = (client.get(BOOK.replace("derby", slug)) for slug in ("nottingham", "nowhere"))
    assert foreign.status_code == unknown.status_code == 404
