"""T27: what people type runs nowhere, also in a browser that was not told which scripts are ours."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask
from playwright.sync_api import Page, Route

from crm import clock
from crm.actor import Role, system
from crm.commands import contacts, documents, people, profiles, tasks, users
from crm.commands.people import NewCarer
from crm.extensions import db, glance
from crm.people.tables import Household
from tests import given
from tests.sample_documents import PDF
from tests.trust.test_t27_script import PAYLOADS

HELD = "window.__xss === undefined"
PLANTED = "document.body.insertAdjacentHTML('beforeend', '<img src=data:, onerror=\"window.__xss=1\">')"


def _full_of_script(derby: int) -> str:
    """A household in whose every field somebody typed script; its reference."""
    by, everything = given.officer(derby), " ".join(PAYLOADS)
    carers = [NewCarer(PAYLOADS[0]), NewCarer(PAYLOADS[3])]
    home = people.create_household(derby, carers=carers, address=PAYLOADS[1], by=by)
    given.journey(home, clock.today(), by=by)
    for payload in PAYLOADS:
        documents.add(home, name=payload, kind="pdf", content=PDF + payload.encode(), by=by)
        tasks.add(home, kind="step", what=payload, due_on=clock.today(), by=by)
        given.household(derby, payload)
    now = clock.now()
    contacts.log(home, kind="note", direction=None, outcome=None, happened_at=now, text=everything, by=by)
    told: dict[str, Any] = {"nature": "changed", "by": by}
    profiles.change_home(home, {"pets": PAYLOADS[2], "languages": PAYLOADS[5]}, version=1, **told)
    profiles.change_carer(home, 1, {"occupation": PAYLOADS[6], "speaks": PAYLOADS[16]}, version=2, **told)
    users.add_staff(
        "eve@derby.example",
        role=Role.OFFICER,
        agency="derby",
        name=PAYLOADS[1],
        password=given.PASSWORD,
        by=system(),
    )
    with glance():
        return db.session.get_one(Household, home).reference


def _without_policy(route: Route) -> None:
    if not route.request.url.startswith("http://127.0.0.1:"):
        route.abort()  # and the browser's complaints say so: nobody else is asked
        return
    answer = route.fetch(max_redirects=0)
    headers = {name: value for name, value in answer.headers.items() if name != "content-security-policy"}
    route.fulfill(response=answer, headers=headers)


def test_t27_without_the_policy_nothing_that_was_typed_runs(app: Flask, open_browser: Callable[..., Page]) -> None:
    derby = given.agency()
    reference = _full_of_script(derby)
    page = open_browser(Role.MANAGER)
    page.context.route("**/*", _without_policy)
    page.on("dialog", lambda dialog: dialog.dismiss())
    home = f"/households/{reference}"
    for path in (
        "/",
        "/households",
        "/pipeline?view=list",
        home,
        f"{home}/people",
        f"{home}/profile",
        f"{home}/documents",
        "/staff",
    ):
        page.goto(path)
        assert page.evaluate(HELD), path
        assert page.get_by_text("__xss").count() > 0, f"{path} shows nothing of it"
    page.evaluate(PLANTED)
    page.wait_for_function("window.__xss === 1")  # it would have run: the policy was not there
