"""Settings as a manager changes them: tried first, made once seen, and never over somebody else's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from crm import clock
from crm.actor import Role
from crm.people import households
from crm.register import agencies, catalogue, defaults, settings
from tests import given
from tests.doors import CheckingClient
from tests.filling import forms
from tests.reads.test_households import counted

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]


@pytest.fixture
def manager(app: Flask, sign_in: SignIn) -> CheckingClient:
    given.agency()
    return sign_in(Role.MANAGER)


def now(name: str) -> object:
    derby = agencies.called("derby").id
    return settings.value(name, derby, clock.today())


def confirm(manager: CheckingClient, preview: TestResponse) -> TestResponse:
    """Press the button below what a change would do."""
    asked = forms(preview.text)[-1]
    return manager.post(asked.action, data=asked.values, follow_redirects=True)


def test_every_setting_has_a_page_and_a_form_that_previews_what_stands_already(manager: CheckingClient) -> None:
    page = manager.get("/settings")
    paths = sorted({part.split('"')[0] for part in page.text.split('href="/settings/')[1:]})
    assert len(paths) > 15
    for path in paths:
        assert "What it has been" in manager.get(f"/settings/{path}").text
        change = manager.get(f"/settings/{path}/change")
        assert change.status_code == 200
        form = forms(change.text)[-1]
        preview = manager.post(form.action, data=form.values)
        assert preview.status_code == 200 and "What the change would do" in preview.text, (path, preview.text)


def test_every_national_default_can_be_changed_on_a_page() -> None:
    assert {name for name, _, _ in defaults.shipped()} == set(catalogue.items())


def test_a_value_is_the_councils_own_from_its_day_on_and_the_nations_until_then(manager: CheckingClient) -> None:
    path = "/settings/enquiry_window_days/change"
    ahead = clock.today() + timedelta(days=30)
    confirm(manager, manager.fill_in(path, {"value": "60", "valid_from": ahead}, form=path))
    page = " ".join(manager.get("/settings/enquiry_window_days").text.split())
    assert "National</strong></h2>" in page and "60 days" in page


def test_the_stages_that_the_hub_sees_are_chosen_from_a_list(manager: CheckingClient) -> None:
    path = "/settings/shared_with_hub/change"
    preview = manager.fill_in(path, {"value": ["visit", "enquiry"], "valid_from": clock.today()}, form=path)
    done = confirm(manager, preview)
    assert now("shared_with_hub") == ["enquiry", "visit"] and "Enquiry, Initial visit" in done.text
    none = manager.fill_in(path, {"value": [], "valid_from": clock.today()}, form=path)
    confirm(manager, none)
    assert now("shared_with_hub") == []
    form = forms(manager.get(path).text)[-1]
    wrong = manager.post(path, data={**form.values, "value": "approved"})
    assert wrong.status_code == 422 and "choose from the list" in wrong.text


def test_a_number_is_changed_after_its_effects_were_seen(manager: CheckingClient) -> None:
    path = "/settings/enquiry_window_days/change"
    home = given.household(agencies.called("derby").id)
    by = given.officer(agencies.called("derby").id)
    given.journey(home, date(2021, 5, 1), by=by)
    given.journey(home, date(2021, 7, 10), by=by)
    preview = manager.fill_in(path, {"value": "60", "valid_from": date(2020, 4, 1)}, form=path)
    assert "1\N{NO-BREAK SPACE}enquiry more would be counted" in preview.text
    assert now("enquiry_window_days") == 90
    done = confirm(manager, preview)
    assert "changed. What it was before stays below" in done.text
    assert now("enquiry_window_days") == 60
    assert "Your own" in manager.get("/settings/enquiry_window_days").text


def test_an_entry_is_renamed_moved_left_out_and_added(manager: CheckingClient) -> None:
    path = "/settings/sources/change"
    answers = {
        "value-0-label": "Our website",
        "value-1-place": "99",
        "value-2-offered": [],
        "value-13-label": "Bus shelter poster",
        "value-13-place": "1",
    }
    preview = manager.fill_in(path, answers, form=path)
    assert "Bus shelter poster" in preview.text and "<bdi>Event</bdi> (no longer offered)" in preview.text
    confirm(manager, preview)
    found = now("sources")
    assert isinstance(found, list)
    assert found[0] == {"code": "website", "label": "Our website"}
    assert found[1] == {"code": "bus_shelter_poster", "label": "Bus shelter poster"}
    assert found[-1]["code"] == "phone"
    assert [each["code"] for each in found if each.get("retired")] == ["event"]
    page = manager.get("/enquiries/new").text
    assert "Bus shelter poster" in page and 'value="event"' not in page


@pytest.mark.parametrize(
    ("name", "answers", "said"),
    [
        ("most_places", {"value": "40"}, "must be a whole number between 1 and 12"),
        ("most_places", {"value": ""}, "Enter the number of places"),
        ("closures", {"value": "31 02 2026"}, "must be days, one a line"),
        ("sources", {"value-0-label": ""}, "Each label must have from 1 to 100 characters"),
        ("sources", {"value-0-label": "phone"}, "two entries are called &#39;Phone&#39;: no two may"),
        (
            "not_available_reasons",
            {"value-6-offered": "yes"},
            "two entries are called &#39;On hold by the service&#39;: no two may",
        ),
        ("sources", {"value-0-place": "first"}, "must be a whole number"),
        ("route.mainstream", {"value-8-place": "1"}, "may need only steps that come before it"),
        ("skill_fees", {"value": "B; child; 140"}, "There is no level &#39;B&#39; then"),
        ("skill_fees", {"value": "B; child; a lot"}, "line 1, &#39;B; child; a lot&#39;, cannot be read"),
        ("allowances", {"value": "0 to 4; 176"}, "nothing for ages 5 to 17: that is a gap"),
        ("local_clocks", {"value-0-amount": "0"}, "must be a whole number of 1 or more"),
    ],
)
def test_what_cannot_be_is_said_in_words_with_what_was_typed_still_there(
    manager: CheckingClient, name: str, answers: dict[str, str], said: str
) -> None:
    before = now(name)
    path = f"/settings/{name}/change"
    page = manager.fill_in(path, answers, form=path)
    assert page.status_code == 422
    assert said in page.text
    assert all(value in page.text for value in answers.values())
    assert now(name) == before


def test_of_two_managers_the_second_sees_what_the_first_changed(manager: CheckingClient, sign_in: SignIn) -> None:
    path = "/settings/closures/change"
    opened = forms(manager.get(path).text)[-1]
    preview = manager.fill_in(path, {"value": "24 12 2026"}, form=path)
    confirm(manager, preview)
    late = manager.post(path, data=opened.filled({"value": "31 12 2026"}))
    assert late.status_code == 409
    assert "Somebody changed this setting after you had opened it" in late.text
    assert now("closures") == ["2026-12-24"]


def test_who_confirms_second_sees_what_the_first_confirmed_beside_what_they_typed(manager: CheckingClient) -> None:
    path = "/settings/closures/change"
    first, late = (manager.fill_in(path, {"value": day}, form=path) for day in ("24 12 2026", "31 12 2026"))
    confirm(manager, first)
    refused = confirm(manager, late)
    assert refused.status_code == 409 and now("closures") == ["2026-12-24"]
    assert "24 December 2026" in refused.text and "Manager" in refused.text.partition("What it says now, as")[2]
    preview = manager.post(path, data=forms(refused.text)[-1].values)
    assert "31 December 2026" in preview.text
    confirm(manager, preview)
    assert now("closures") == ["2026-12-31"]


def test_what_somebody_changed_from_a_day_to_come_is_shown_to_whoever_comes_second(manager: CheckingClient) -> None:
    path, ahead = "/settings/closures/change", clock.today() + timedelta(days=30)
    opened = forms(manager.get(path).text)[-1]
    confirm(manager, manager.fill_in(path, {"value": "24 12 2026", "valid_from": ahead}, form=path))
    late = manager.post(path, data=opened.filled({"value": "31 12 2026"}))
    assert late.status_code == 409 and now("closures") == []
    assert "24 December 2026" in late.text


def test_a_former_value_is_used_again(manager: CheckingClient) -> None:
    path = "/settings/panel_required/change"
    confirm(manager, manager.fill_in(path, {"value": "no"}, form=path))
    assert now("panel_required") is False
    again = manager.get("/settings/panel_required").text.split(f"{path}?as=")[-1].split('"')[0]
    preview = manager.fill_in(f"{path}?as={again}", {"valid_from": clock.today()}, form=path)
    confirm(manager, preview)
    assert now("panel_required") is True


def test_an_officer_cannot_open_them_and_governance_cannot_change_them(app: Flask, sign_in: SignIn) -> None:
    assert sign_in(Role.OFFICER).get("/settings").status_code == 403
    governance = sign_in(Role.GOVERNANCE)
    assert governance.get("/settings/sources").status_code == 200
    assert governance.get("/settings/sources/change").status_code == 403
    assert governance.get("/settings/nothing").status_code == 404


def test_a_page_that_looks_asks_which_settings_hold_with_the_session_and_a_form_asks_when_it_is_carried_out(
    app: Flask, sign_in: SignIn
) -> None:
    home = given.household(given.agency())
    officer = sign_in(Role.OFFICER)
    with app.app_context():
        path = f"/households/{households.reference_of(home)}/tasks/new"
    with counted() as asked:
        page = officer.get(path)
    assert page.status_code == 200 and not _by_itself(asked)
    [form] = [each for each in forms(page.text) if each.action == path]
    with counted() as asked:
        officer.post(path, data=form.filled({"what": "Ask about their dog", "due_on": clock.today()}))
    assert _by_itself(asked)


def _by_itself(asked: list[str]) -> list[str]:
    """Of these statements those that only ask which settings hold."""
    return [each for each in asked if "max(setting.id)" in each and "signed_in" not in each]
