"""Views of the pipeline that a team saves: shared, shown as tabs, removed; and of another team, not there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import text

from crm.actor import Role
from crm.commands import settings, views
from crm.extensions import db
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.pages.conftest import TODAY, Desk

pytestmark = pytest.mark.slow  # together they take seconds

NEW = "/pipeline/views/new?route=mainstream&area=DE1"


def saved() -> list[tuple[str, str]]:
    found = [tuple(row) for row in db.session.execute(text("SELECT name, query FROM saved_view ORDER BY id"))]
    db.session.rollback()
    return found


def test_a_view_is_saved_from_the_filters_and_shared_with_the_team(desk: Callable[..., Desk]) -> None:
    at = desk()
    filtered = at.browser.get("/pipeline?route=mainstream&area=DE1&page=3").text
    assert f'href="{NEW.replace("&", "&amp;")}"' in filtered
    page = at.browser.fill_in(NEW, {"name": "Central, mainstream"})
    assert page.request.full_path == "/pipeline?route=mainstream&area=DE1"
    assert "is a view of your team now" in page.text
    assert saved() == [("Central, mainstream", "route=mainstream&area=DE1")]
    colleague = desk(Role.OFFICER).browser.get("/pipeline?view=list").text
    assert 'href="/pipeline?route=mainstream&amp;area=DE1&amp;view=list"' in colleague
    assert "Central, mainstream" in colleague
    assert at.audited("view.save") == [(None, [])]


def test_a_view_needs_a_name_of_its_own_and_a_filter(desk: Callable[..., Desk]) -> None:
    browser = desk().browser
    browser.fill_in(NEW, {"name": "Central"})
    for name, said in (("", "Enter a name for the view"), ("CENTRAL", "There is a view called"), ("x" * 41, "40")):
        page = browser.fill_in(NEW, {"name": name})
        assert page.status_code == 422 and said in page.text
    page = browser.fill_in("/pipeline/views/new?nonsense=1", {"name": "All"})
    assert page.status_code == 422 and "Choose at least one filter first" in page.text
    assert len(saved()) == 1


def test_a_view_is_renamed_and_given_other_filters_under_its_name(desk: Callable[..., Desk]) -> None:
    at = desk()
    at.browser.fill_in(NEW, {"name": "Central"})
    views.save("South", "area=DE24", by=at.officer)
    shown = at.browser.get("/pipeline?route=mainstream&area=DE1").text
    assert 'href="/pipeline/views/1/rename"' in shown
    for name, said in (
        ("", "Enter a name for the view"),
        ("south", "There is a view called &#39;South&#39; already"),
    ):
        page = at.browser.fill_in("/pipeline/views/1/rename", {"name": name})
        assert page.status_code == 422 and said in page.text
    page = at.browser.fill_in("/pipeline/views/1/rename", {"name": "CENTRAL 1"})
    assert page.request.full_path == "/pipeline?route=mainstream&area=DE1"
    assert "is called &#39;CENTRAL 1&#39; now" in page.text
    taken = at.browser.fill_in("/pipeline/views/new?area=DE3", {"name": "south"})
    assert taken.status_code == 422 and "Or put it in the place of that view" in taken.text
    (form,) = [each for each in forms(taken.text) if each.action.startswith("/pipeline/views/new")]
    at.browser.post(form.action, data=form.filled({"instead": "yes"}))
    assert saved() == [("CENTRAL 1", "route=mainstream&area=DE1"), ("South", "area=DE3")]
    assert at.audited("view.change") == [(None, ["name"]), (None, ["filters"])]


def test_t49_the_second_of_two_who_rename_a_view_sees_what_the_first_called_it(desk: Callable[..., Desk]) -> None:
    at = desk()
    views.save("Central", "area=DE1", by=at.officer)
    (form,) = [each for each in forms(at.browser.get("/pipeline/views/1/rename").text) if "rename" in each.action]
    views.rename(1, "Middle", seen="Central", by=at.officer)
    late = at.browser.post(form.action, data=form.filled({"name": "Centre"}))
    assert late.status_code == 409 and "called it &#39;Middle&#39; since" in late.text and "Centre" in late.text
    assert saved() == [("Middle", "area=DE1")]


def test_a_view_is_removed_for_the_team_from_where_it_is_shown(desk: Callable[..., Desk]) -> None:
    browser = desk().browser
    browser.fill_in(NEW, {"name": "Central"})
    assert 'href="/pipeline/views/1/remove"' in browser.get("/pipeline?area=DE1&route=mainstream").text
    assert "Nobody in your team would see its tab any more" in browser.get("/pipeline/views/1/remove").text
    page = browser.fill_in("/pipeline/views/1/remove", {})
    assert "The view &#39;Central&#39; is removed" in page.text
    assert saved() == []
    (undo,) = [each for each in forms(page.text) if "/views/new" in each.action]
    browser.post(undo.action, data=undo.filled({}))
    assert saved() == [("Central", "route=mainstream&area=DE1")]


def test_there_are_no_more_tabs_than_anybody_reads(desk: Callable[..., Desk]) -> None:
    at = desk()
    for number in range(views.MOST):
        views.save(f"View {number}", f"area=DE{number}", by=at.officer)
    page = at.browser.fill_in(NEW, {"name": "One more"})
    assert page.status_code == 422 and "There are 12 views already" in page.text


def test_t22_a_view_of_another_council_is_neither_shown_nor_removed(desk: Callable[..., Desk]) -> None:
    at = desk()
    theirs = views.save("Only theirs", "area=NG1", by=given.officer(given.agency("nottingham")))
    assert "Only theirs" not in at.browser.get("/pipeline").text
    token = at.browser.get(NEW).text.split('name="csrf_token" value="')[1].split('"')[0]
    answers = [
        at.browser.post(f"/pipeline/views/{number}/remove", data={"csrf_token": token})
        for number in (theirs, 999_999)
    ]
    answers += [at.browser.get(f"/pipeline/views/{number}/rename") for number in (theirs, 999_999)]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert saved() == [("Only theirs", "area=NG1")]


def test_t22_a_view_shows_whoever_opens_it_what_they_may_see_themselves(desk: Callable[..., Desk]) -> None:
    at = desk()
    reference = at.home()
    views.save("All mainstream", "route=mainstream", by=at.officer)
    assert reference in at.browser.get("/pipeline?route=mainstream").text
    agency_id = at.officer.agency_ids[0]
    settings.change("own_caseload_only", True, valid_from=TODAY, agency_id=agency_id, by=at.officer)
    page = desk(Role.SOCIAL_WORKER).browser.get("/pipeline?route=mainstream&view=list").text
    assert "All mainstream" in page and reference not in page


def test_a_report_is_saved_with_its_filters_and_shown_to_whoever_may_open_it(desk: Callable[..., Desk]) -> None:
    manager, officer = desk().browser, desk(Role.OFFICER).browser
    days = "agency=derby&from=2021-04-01&to=2021-06-30"
    asked = days.replace("&", "&route=mainstream&", 1)
    report, new = "/reports/quarterly?", f"/reports/quarterly/views/new?{asked}"
    empty = manager.get(f"{report}{asked}").text.replace("&amp;", "&")
    assert f'href="{new}"' in empty and "Your team has saved no view yet" in empty
    assert "It asks for April to June 2021, as known on the day on which it is opened" in manager.get(new).text
    page = manager.fill_in(new, {"name": "Mainstream"})
    assert page.request.full_path == f"{report}{asked}" and "/pipeline/views/1/rename" in page.text
    past = f"/reports/quarterly/views/new?{days}&known_on=2021-07-09&copy=published"
    assert "as known on 9 July 2021" in officer.get(past).text
    officer.fill_in(past, {"name": "As the committee saw it"})
    assert saved() == [
        ("Mainstream", asked),
        ("As the committee saw it", f"{days}&known_on=2021-07-09&copy=published"),
    ]
    shown = officer.get(f"{report}{days}").text
    assert "As the committee saw it" in shown and ">Mainstream</a>" not in shown  # officers have published copies
    assert "As the committee saw it" not in officer.get("/pipeline").text
    refused = manager.fill_in("/reports/quarterly/views/new?agency=derby&from=x", {"name": "None"})
    assert refused.status_code == 422 and "Choose at least one filter first" in refused.text
    gone = manager.fill_in("/pipeline/views/1/remove", {})
    assert "The view &#39;Mainstream&#39; is removed" in gone.text and len(saved()) == 1
    (undo,) = [each for each in forms(gone.text) if "/views/new" in each.action]
    manager.post(undo.action, data=undo.filled({}))
    assert ("Mainstream", asked) in saved()


def test_a_report_of_the_last_quarter_is_of_the_one_that_is_the_last_when_it_is_opened(
    desk: Callable[..., Desk], clock_at: Callable[[date], None]
) -> None:
    manager = desk().browser
    here = "/reports/quarterly?agency=derby&period=last-quarter"
    assert f'href="{here.replace("&", "&amp;")}"' in manager.get("/reports/quarterly").text
    new = here.replace("quarterly?", "quarterly/views/new?")
    assert "&#39;last quarter&#39;, counted from the day on which it is opened" in manager.get(new).text
    assert "October to December 2021" in manager.fill_in(new, {"name": "For the board"}).text
    clock_at(date(2022, 4, 1))
    manager.fill_in("/sign-in", {"email": "manager@derby.example", "password": given.PASSWORD})  # after two months
    opened = manager.get(here).text
    assert "January to March 2022" in opened and "October to December 2021" not in opened
    assert 'aria-current="page"' in opened and "Rename this view" in opened
    assert manager.get("/reports/quarterly?agency=derby&period=some-quarter").status_code == 400


def test_an_analyst_saves_views_of_reports_and_leaves_those_of_the_pipeline(desk: Callable[..., Desk]) -> None:
    at = desk()
    views.save("Central", "area=DE1", by=at.officer)
    analyst = desk(Role.ANALYST).browser
    new = "/reports/quarterly/views/new?agency=derby&period=last-year"
    assert "is a view of your team now" in analyst.fill_in(new, {"name": "Last year"}).text
    assert analyst.get("/pipeline/views/1/remove").status_code == 404
    assert analyst.get("/pipeline/views/2/remove").status_code == 200


@pytest.mark.parametrize("role", [Role.HUB, Role.DECISION_MAKER])
def test_a_hub_has_no_team_to_share_a_view_with(
    sign_in: Callable[..., CheckingClient], desk: Callable[..., Desk], role: Role
) -> None:
    desk()
    browser = sign_in(role, at="d2n2") if role is Role.HUB else sign_in(role)
    page = browser.get("/pipeline?area=DE1").text
    assert ("Save as a view" in page) is (role is not Role.HUB)
