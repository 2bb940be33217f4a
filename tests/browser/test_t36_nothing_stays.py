"""T36: when an officer has looked at twenty households and signed out, the browser knows none of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from crm.actor import Role
from crm.commands import people
from crm.commands.people import NewCarer
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.browser.conftest import CHROMIUM, FLAGS

CANARY, PHONE = "Cnrystays", "07700900987"
HOMES = 20
STORED = """async () => ({
    local: {...localStorage},
    session: {...sessionStorage},
    databases: (await indexedDB.databases()).map(each => each.name),
    caches: await caches.keys(),
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    cookies: document.cookie,
})"""


@pytest.fixture
def references(app: Flask) -> list[str]:
    """Twenty households with a marker in their names and telephone numbers; their references."""
    derby = given.agency()
    by = given.officer(derby)
    made = [
        people.create_household(derby, carers=[NewCarer(f"{CANARY} Example", None, PHONE)], by=by)
        for _ in range(HOMES)
    ]
    given.journey(made[0], date(2026, 1, 5), by=by)
    found = [db.session.get_one(Household, each).reference for each in made]
    db.session.rollback()
    return found


@pytest.fixture
def officer(browser: Browser, live_server: str, tmp_path: Path, references: list[str]) -> Any:
    """The browser of an officer, which keeps what it keeps in a folder; signed in."""
    context = browser.browser_type.launch_persistent_context(
        str(tmp_path / "profile"),
        executable_path=CHROMIUM,
        args=FLAGS,
        base_url=live_server,
        extra_http_headers={"Accept-Encoding": "identity"},  # what is kept can then be read
    )
    context.set_default_timeout(5_000)
    page = context.pages[0]
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill(given.user(Role.OFFICER))
    page.get_by_label("Password", exact=True).fill(given.PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    yield page
    context.close()


def _sign_out(page: Page) -> None:
    page.locator("summary.hearth-account__name").click()
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def _holding(folder: Path, *markers: str) -> list[str]:
    """The files below a folder that hold one of these texts, in either of the ways that browsers write text."""
    wanted = [marker.encode(coding) for marker in markers for coding in ("utf-8", "utf-16-le")]
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [str(path.relative_to(folder)) for path in files if any(one in path.read_bytes() for one in wanted)]


def test_t36_after_signing_out_a_browser_holds_nothing_of_the_households_it_has_shown(
    officer: Page, references: list[str], tmp_path: Path
) -> None:
    officer.goto("/households")
    expect(officer.get_by_text(CANARY).first).to_be_visible()
    for reference in references:
        officer.goto(f"/households/{reference}/people")
        assert CANARY not in officer.title()  # which a browser with a window keeps in its history
    expect(officer.get_by_text(PHONE).first).to_be_visible()
    officer.goto(f"/households/{references[0]}")
    officer.get_by_role("link", name="What happened", exact=True).click()  # by htmx, whose history holds no page
    officer.wait_for_url("**/*show=events")
    in_use = str(officer.evaluate(STORED))
    assert CANARY not in in_use and PHONE not in in_use
    _sign_out(officer)
    for _ in range(3):
        officer.go_back()
        expect(officer.get_by_role("heading", level=1)).to_have_text("Sign in")
        assert CANARY not in officer.content()
    stored = officer.evaluate(STORED)
    path = stored["session"].pop("htmx-current-path-for-history", "")  # of the page in sight, until the tab closes
    assert stored == {"local": {}, "session": {}, "databases": [], "caches": [], "workers": 0, "cookies": ""}
    assert CANARY not in path and PHONE not in path
    officer.context.close()
    assert _holding(tmp_path / "profile", CANARY, PHONE) == []
