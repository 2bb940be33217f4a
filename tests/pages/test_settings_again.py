"""Lists and stages that are changed back, or sent from a page that was overtaken: each entry keeps its own code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask

from crm import clock
from crm.actor import Role
from crm.reads import choices
from crm.register import agencies, settings
from tests import given
from tests.doors import CheckingClient
from tests.filling import Form, forms

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Labels = dict[str, str]
TODAY, JANUARY, JUNE = date(2026, 11, 23), date(2027, 1, 1), date(2027, 6, 1)


@pytest.fixture
def manager(app: Flask, sign_in: SignIn, clock_at: Callable[[date], None]) -> CheckingClient:
    clock_at(TODAY)
    given.agency()
    return sign_in(Role.MANAGER)


def now(name: str) -> list[dict[str, Any]]:
    found = settings.value(name, agencies.called("derby").id, clock.today())
    assert isinstance(found, list)
    return found


def labels(name: str) -> Labels:
    return {each["code"]: each["label"] for each in now(name)}


def asked(manager: CheckingClient, name: str, query: str = "") -> Form:
    return forms(manager.get(f"/settings/{name}/change{query}").text)[-1]


def confirmed(manager: CheckingClient, form: Form, answers: dict[str, str] | None = None) -> None:
    """Send a form with these answers, and confirm what it would do."""
    preview = manager.post(form.action, data=form.filled({**_today(), **(answers or {})}))
    assert preview.status_code == 200, preview.text
    button = forms(preview.text)[-1]
    assert manager.post(button.action, data=button.values).status_code == 303


def _today() -> dict[str, str]:
    return on(clock.today())


def national(manager: CheckingClient, name: str) -> str:
    """The query by which the page of a setting offers its oldest value again."""
    return "?as=" + manager.get(f"/settings/{name}").text.rpartition("/change?as=")[2].partition('"')[0]


def on(day: date) -> dict[str, str]:
    return {f"valid_from-{name}": str(getattr(day, name)) for name in ("day", "month", "year")}


def dated(form: Form) -> date:
    """The day from which a form would have its setting hold."""
    year, month, day = (int(form.values[f"valid_from-{name}"][0]) for name in ("year", "month", "day"))
    return date(year, month, day)


SWAPPED = {"value-0-place": "2", "value-1-place": "1"}


def test_going_back_to_an_earlier_list_gives_each_code_its_own_label_again(manager: CheckingClient) -> None:
    before, said = now("closed_reasons"), labels("closed_reasons")
    confirmed(manager, asked(manager, "closed_reasons"), SWAPPED)
    assert now("closed_reasons") != before and labels("closed_reasons") == said
    confirmed(manager, asked(manager, "closed_reasons", national(manager, "closed_reasons")))
    assert now("closed_reasons") == before


def test_a_form_that_was_overtaken_by_another_order_changes_no_labels(manager: CheckingClient) -> None:
    said, stale = labels("deregistered_reasons"), asked(manager, "deregistered_reasons")
    confirmed(manager, asked(manager, "deregistered_reasons"), SWAPPED)
    refused = manager.post(stale.action, data=stale.filled({"value-4-label": "Work, or a new trade"}))
    assert refused.status_code == 409
    confirmed(manager, forms(refused.text)[-1])
    assert labels("deregistered_reasons") == said | {now("deregistered_reasons")[4]["code"]: "Work, or a new trade"}


def test_what_was_added_since_stands_as_not_offered_where_an_earlier_list_is_used_again(
    manager: CheckingClient,
) -> None:
    before, form = labels("export_reasons"), asked(manager, "export_reasons")
    confirmed(manager, form, {f"value-{len(before)}-label": "For the scrutiny panel"})
    assert labels("export_reasons") == before | {"for_the_scrutiny_panel": "For the scrutiny panel"}
    confirmed(manager, asked(manager, "export_reasons", national(manager, "export_reasons")))
    assert [each["code"] for each in now("export_reasons") if each.get("retired")] == ["for_the_scrutiny_panel"]


def test_a_form_that_was_overtaken_by_an_addition_shows_it_and_keeps_it_beside_what_was_typed(
    manager: CheckingClient,
) -> None:
    before, stale = labels("sources"), asked(manager, "sources")
    row = f"value-{len(before)}-label"
    confirmed(manager, asked(manager, "sources"), {row: "At the summer fair"})
    refused = manager.post(stale.action, data=stale.filled({row: "By a bus"}))
    assert refused.status_code == 409
    form = forms(refused.text)[-1]
    assert {"At the summer fair", "By a bus"} <= {text for each in form.values.values() for text in each}
    confirmed(manager, form)
    offered = {each["label"] for each in now("sources") if not each.get("retired")}
    assert offered == {*before.values(), "At the summer fair", "By a bus"}


def test_an_earlier_list_is_used_again_from_today_on_and_one_that_is_to_come_from_its_day(
    manager: CheckingClient,
) -> None:
    confirmed(manager, asked(manager, "hold_reasons"), SWAPPED)
    assert dated(asked(manager, "hold_reasons", national(manager, "hold_reasons"))) == TODAY
    confirmed(manager, asked(manager, "hold_reasons"), on(JANUARY))
    again = manager.get("/settings/hold_reasons").text.partition("/change?as=")[2].partition('"')[0]
    assert dated(asked(manager, "hold_reasons", f"?as={again}")) == JANUARY


def test_a_list_for_a_later_day_keeps_what_another_settled_before_it_adds(
    manager: CheckingClient, clock_at: Callable[[date], None]
) -> None:
    rows = len(now("hold_reasons"))
    confirmed(manager, asked(manager, "hold_reasons"), {f"value-{rows}-label": "Moving house"} | on(JANUARY))
    confirmed(manager, asked(manager, "hold_reasons"), {"value-0-label": "On holiday"} | on(JUNE))
    clock_at(JUNE)
    found = {each["label"] for each in now("hold_reasons") if not each.get("retired")}
    assert {"Moving house", "On holiday"} <= found


def test_what_is_settled_for_later_keeps_its_code_when_it_is_added_for_today(
    manager: CheckingClient, clock_at: Callable[[date], None]
) -> None:
    new = {f"value-{len(now('hold_reasons'))}-label": "Moving house"}
    confirmed(manager, asked(manager, "hold_reasons"), new | on(JANUARY))
    confirmed(manager, asked(manager, "hold_reasons"), {name: text.lower() for name, text in new.items()})
    today = {each["code"] for each in now("hold_reasons")}
    clock_at(JANUARY)
    assert {each["code"] for each in now("hold_reasons")} == today


def test_what_today_adds_keeps_its_label_when_a_list_that_was_settled_before_takes_over(
    manager: CheckingClient, clock_at: Callable[[date], None]
) -> None:
    confirmed(manager, asked(manager, "hold_reasons"), SWAPPED | on(JANUARY))
    confirmed(manager, asked(manager, "hold_reasons"), {f"value-{len(now('hold_reasons'))}-label": "Moving house"})
    clock_at(JANUARY)
    listed = choices.of_agency(agencies.called("derby").id)
    assert listed.said("hold_reasons", "moving_house") == "Moving house"
    assert "moving_house" not in [code for code, _ in listed.pairs("hold_reasons")]


def test_of_two_entries_with_one_label_it_is_said_which_is_not_offered(manager: CheckingClient) -> None:
    form = asked(manager, "hold_reasons")
    first, second = (each["label"] for each in now("hold_reasons")[:2])
    sent = form.filled(_today() | {"value-0-label": second})
    sent.pop("value-1-offered")
    page = manager.post(form.action, data=sent)
    assert page.status_code == 422
    assert f"two entries are called &#39;{second}&#39;, of which one is no longer offered" in page.text, first


def test_an_earlier_order_of_stages_can_be_used_again(manager: CheckingClient) -> None:
    before = [each["name"] for each in now("route.mainstream")]
    stage1, stage2 = before.index("stage1"), before.index("stage2")
    swapped = {f"value-{stage1}-place": str(stage2 + 1), f"value-{stage2}-place": str(stage1 + 1)}
    confirmed(manager, asked(manager, "route.mainstream"), swapped)
    assert [each["name"] for each in now("route.mainstream")] != before
    confirmed(manager, asked(manager, "route.mainstream", national(manager, "route.mainstream")))
    assert [each["name"] for each in now("route.mainstream")] == before


@pytest.mark.parametrize(("name", "field"), [("sources", "code"), ("route.mainstream", "name")])
def test_a_form_with_an_entry_twice_or_with_one_that_there_is_not_is_refused(
    manager: CheckingClient, name: str, field: str
) -> None:
    before = now(name)
    for wrong in ("no_such_thing", before[1][field]):
        form = asked(manager, name)
        page = manager.post(form.action, data={**form.filled(_today()), f"value-0-{field}": wrong})
        assert page.status_code == 422 and "The list has changed since you opened this page" in page.text
    assert now(name) == before
