"""Lists and stages that are changed back, or sent from a page that was overtaken: each entry keeps its own code."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from crm import clock
from crm.actor import Role
from crm.register import agencies, settings
from tests import given
from tests.doors import CheckingClient
from tests.filling import Form, forms

pytestmark = pytest.mark.slow  # together they take seconds

SignIn = Callable[..., CheckingClient]
Labels = dict[str, str]


@pytest.fixture
def manager(app: Flask, sign_in: SignIn) -> CheckingClient:
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
    day = clock.today()
    return {f"valid_from-{name}": str(getattr(day, name)) for name in ("day", "month", "year")}


def national(manager: CheckingClient, name: str) -> str:
    """The query by which the page of a setting offers its oldest value again."""
    return "?as=" + manager.get(f"/settings/{name}").text.rpartition("/change?as=")[2].partition('"')[0]


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
