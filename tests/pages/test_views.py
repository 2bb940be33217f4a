"""Views of the pipeline that a team saves: shared, shown as tabs, removed; and of another team, not there."""

from __future__ import annotations

from collections.abc import Callable

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
    page = browser.fill_in("/pipeline?area=DE1&route=mainstream", {}, form="/pipeline/views/1/remove")
    assert "The view &#39;Central&#39; is removed" in page.text
    assert saved() == []


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


@pytest.mark.parametrize("role", [Role.HUB, Role.DECISION_MAKER])
def test_a_hub_has_no_team_to_share_a_view_with(
    sign_in: Callable[..., CheckingClient], desk: Callable[..., Desk], role: Role
) -> None:
    desk()
    browser = sign_in(role, at="d2n2") if role is Role.HUB else sign_in(role)
    page = browser.get("/pipeline?area=DE1").text
    assert ("Save as a view" in page) is (role is not Role.HUB)
