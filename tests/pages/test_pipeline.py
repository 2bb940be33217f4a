"""The pipeline at the browser: board and list, filters in the address, and the button that leads to the form."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest

from crm.actor import Role
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds


def test_the_board_shows_each_stage_with_its_number_and_a_way_on(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    page = at.browser.get("/pipeline")
    assert "1\N{NO-BREAK SPACE}journey under way" in page.text
    assert f'href="/households/{reference}/journeys/1/record/first-contact-made"' in page.text
    assert "275\N{NO-BREAK SPACE}days here" in page.text
    assert "median 275\N{NO-BREAK SPACE}days" in page.text


def test_the_same_filters_are_in_the_address_of_both_views(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.home()
    page = at.browser.get("/pipeline?route=mainstream&area=DE1&nonsense=1").text
    assert 'href="/pipeline?route=mainstream&amp;area=DE1&amp;view=list"' in page
    assert 'href="/pipeline?route=mainstream&amp;area=DE1&amp;view=board"' in page


def test_the_form_filters_without_script_and_keeps_the_view(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    asked = next(each for each in forms(at.browser.get("/pipeline?view=list").text) if "source" in each.names)
    for route, found in (("kinship", False), ("mainstream", True)):
        page = at.browser.get(asked.action, query_string=asked.filled({"route": route}) | {"view": "list"})
        assert (reference in page.text) is found
        assert 'name="view" form="pipeline-filters" value="list"' in page.text


def test_htmx_is_given_the_part_that_filters_change(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.home()
    for view in ("board", "list"):
        part = at.browser.get(f"/pipeline?view={view}", headers={"HX-Request": "true"})
        assert "<html" not in part.text and "1\N{NO-BREAK SPACE}journey under way" in part.text
        assert part.headers["Vary"].find("HX-Request") >= 0


def test_who_came_out_is_counted_by_reason_and_listed_with_it(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    answers = {"happened_on": TODAY, "stage": "enquiry", "initiator": "service", "reason": "no_spare_room"}
    path = f"/households/{reference}/journeys/1/record/journey-closed"
    wrong = at.browser.fill_in(path, answers | {"initiator": "applicant"}, form=path)
    assert (
        wrong.status_code == 422 and "&#39;No spare room&#39; is the service&#39;s reason to end it" in wrong.text
    )
    at.browser.fill_in(path, answers)
    page = at.browser.get("/pipeline").text
    assert "0\N{NO-BREAK SPACE}journeys under way" in page
    assert 'href="/pipeline?view=list&amp;stage=closed&amp;reason=no_spare_room"' in page
    listed = at.browser.get("/pipeline?view=list&stage=closed&reason=no_spare_room").text
    assert reference in listed and "No spare room" in listed and "1\N{NO-BREAK SPACE}journey this quarter" in listed


def test_nothing_found_is_a_sentence_with_a_way_on(desk: Callable[..., Desk]) -> None:
    at = desk()
    assert "No journey under way matches." in at.browser.get("/pipeline").text
    assert "No journey matches." in at.browser.get("/pipeline?view=list&stage=visit").text


@pytest.mark.parametrize(
    "query",
    [
        "view=nothing",
        "view=list&sort=id%3B+DROP+TABLE+event&page=-1",
        "view=list&page=%D9%A3",
        "stage=%27+OR+1%3D1--&source=%00&area=%EF%BF%BE",
        "route=none&agency=none&reason=none",
        "area=" + "x" * 5000,
        "q=%25%5F%5C&view=list",
        "stage=closed&source=website&view=board",
    ],
)
def test_a_query_that_means_nothing_asks_for_nothing_and_breaks_nothing(
    desk: Callable[..., Desk], query: str
) -> None:
    at = desk()
    at.home()
    assert at.browser.get(f"/pipeline?{query}").status_code == 200


def test_a_search_that_cannot_be_printed_is_refused_in_words(desk: Callable[..., Desk]) -> None:
    page = desk().browser.get("/pipeline?q=%00")
    assert page.status_code == 422
    assert "Search for at most 100 letters" in page.text and "\0" not in page.text


def test_whoever_may_not_record_is_offered_no_button(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    page = desk(Role.DECISION_MAKER).browser.get("/pipeline").text
    assert reference in page and "/record/" not in page


def test_the_list_as_a_file_says_what_for_on_record_and_needs_a_manager(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home("=HYPERLINK(1) Example")
    at.home("Somebody Else")
    path = "/pipeline?view=list&q=hyperlink"
    page = at.browser.fill_in(path, {"reason": ""}, form="/pipeline/export?q=hyperlink&sort=age-desc")
    assert page.status_code == 422 and "Choose what the file is for" in page.text
    answer = at.browser.fill_in(path, {"reason": "report"}, form="/pipeline/export?q=hyperlink&sort=age-desc")
    assert answer.mimetype == "text/csv"
    header, row = list(csv.reader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
    found = dict(zip(header, row, strict=True))
    assert (found["Reference"], found["Stage"], found["Days there"]) == (reference, "Enquiry", "275")
    assert row[1] == "'=HYPERLINK(1) Example"
    assert at.audited("household.export") == [("report", [reference])]
    assert "Export this list" not in desk(Role.OFFICER).browser.get("/pipeline?view=list").text
