"""The list of households at the browser: search, filters, fragments, pages, and the file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from crm.actor import Role
from tests import given
from tests.doors import CheckingClient, words_of
from tests.filling import forms
from tests.pages.conftest import Desk

pytestmark = pytest.mark.slow  # together they take seconds


def test_the_list_leads_to_each_household(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    page = at.browser.get("/households")
    assert page.status_code == 200
    assert f'href="/households/{reference}"' in page.text
    assert "Rowan Example-Finch" in page.text
    assert page.headers["Vary"].find("HX-Request") >= 0


def test_htmx_is_given_the_part_that_filters_change_and_a_browser_the_whole(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.home()
    part = at.browser.get("/households?q=finch", headers={"HX-Request": "true"})
    assert "<html" not in part.text
    assert "1\N{NO-BREAK SPACE}household" in part.text
    assert "<html" in at.browser.get("/households?q=finch").text


def test_the_form_filters_without_script(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.home("Rowan Example-Finch")
    at.home("Ash Specimen")
    asked = next(each for each in forms(at.browser.get("/households").text) if "stage" in each.names)
    answers = asked.filled({"q": "specimen", "stage": "enquiry"})
    page = at.browser.get(asked.action, query_string=answers)
    assert "Ash Specimen" in page.text
    assert "Rowan" not in page.text


def test_nothing_found_is_a_sentence_with_a_way_on(desk: Callable[..., Desk]) -> None:
    at = desk()
    assert "There are no households yet." in at.browser.get("/households").text
    page = at.browser.get("/households?q=nobody")
    assert "No household of yours matches." in page.text
    assert "Clear the search" in page.text


@pytest.mark.parametrize(
    "query",
    [
        "sort=id%3B+DROP+TABLE+event",
        "page=-1",
        "page=%D9%A3",
        "page=99999999999999999999",
        "stage=%27+OR+1%3D1--",
        "route=none&population=none&agency=none",
        "q=%25%5F%5C",
        "q=%EF%BF%BE",
        "q=%27%3B--",
    ],
)
def test_a_query_that_means_nothing_asks_for_nothing_and_breaks_nothing(
    desk: Callable[..., Desk], query: str
) -> None:
    at = desk()
    at.home()
    assert at.browser.get(f"/households?{query}").status_code in (200, 422)


@pytest.mark.parametrize("query", ["q=" + "x" * 10_000, "q=%00", "q=a%07b"])
def test_a_search_that_is_too_long_or_cannot_be_printed_is_refused_in_words(
    desk: Callable[..., Desk], query: str
) -> None:
    page = desk().browser.get(f"/households?{query}")
    assert page.status_code == 422
    assert "Search for at most 100 letters" in page.text


def test_a_household_of_another_agency_is_not_found_not_listed_and_not_counted(desk: Callable[..., Desk]) -> None:
    at = desk()
    stranger = given.officer(given.agency("nottingham"))
    foreign = Desk(at.browser, stranger).home("Robin Elsewhere")
    assert "Robin" not in at.browser.get("/households?q=robin").text
    unknown = at.browser.get("/households/DER-000000")
    answer = at.browser.get(f"/households/{foreign}")
    assert answer.status_code == 404
    assert words_of(answer) == words_of(unknown)
    for path in (
        "/people",
        "/range",
        "/looks",
        "/journeys/1/record/visit-completed",
        "/journeys/1/events/1/correct",
    ):
        assert at.browser.get(f"/households/{foreign}{path}").status_code == 404, path


def test_the_list_as_a_file_says_what_for_on_record_and_no_cell_runs(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home("=HYPERLINK(1) Example")
    answer = at.browser.post("/households/export", data=_with_token(at.browser, {"reason": "report"}))
    assert answer.mimetype == "text/csv"
    header, row = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    assert header[0] == "Reference"
    assert row[:2] == [reference, "'=HYPERLINK(1) Example"]
    assert at.audited("household.export") == [("report", [reference])]


def test_a_file_needs_a_reason_and_a_manager(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.home()
    page = at.browser.post("/households/export", data=_with_token(at.browser, {}))
    assert page.status_code == 422
    assert "Choose what the file is for" in page.text
    officer = desk(Role.OFFICER).browser
    assert "Export this list" not in officer.get("/households").text
    refused = officer.post("/households/export", data=_with_token(officer, {"reason": "report"}))
    assert refused.status_code == 403


def _with_token(browser: CheckingClient, answers: dict[str, str]) -> dict[str, str]:
    """The answers, with the token of a form that the browser was given."""
    page = browser.get("/households").text
    token = page.split('name="csrf_token" value="')[1].split('"')[0]
    return {"csrf_token": token, **answers}
