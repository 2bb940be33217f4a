"""Pages of the portal are light: under 100 KiB on the first visit with compressed CSS and JS, and 30 KiB after."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable

import pytest

from crm.actor import Role
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import ENQUIRED, Desk

KIB = 1024
FIRST, AFTER = 100 * KIB, 30 * KIB
CARERS = (
    *("/portal/", "/portal/places", "/portal/places/break", "/portal/places/room", "/portal/places/ages"),
    *(f"/portal/range/{step}" for step in ("places", "ages", "kinds", "support")),
    *("/portal/wishes", "/portal/details", "/portal/documents", "/portal/messages", "/portal/skills"),
    *("/portal/training", "/portal/friend"),
)
APPLICANTS = ("/portal/", "/portal/documents", "/portal/messages", "/portal/details")
IMPORTED = "/static/vendor/govuk-frontend-6.3.0/govuk-frontend.min.js"
ASKED = re.compile(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"')


@pytest.fixture
def carer(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> CheckingClient:
    at = desk()
    return sign_in(Role.CARER, household_id=at.household_id(at.approved()))


@pytest.fixture
def applicant(desk: Callable[..., Desk], sign_in: Callable[..., CheckingClient]) -> CheckingClient:
    at = desk()
    home = given.household(at.officer.agency_ids[0])
    begun = given.journey(home, ENQUIRED, by=at.officer)
    for number, step in enumerate(given.STEPS[:3], 2):
        given.record(home, begun, step(happened_on=ENQUIRED.replace(day=number)), by=at.officer)
    return sign_in(Role.CARER, household_id=home)


def _weighed(browser: CheckingClient, path: str) -> tuple[int, int]:
    """The bytes of a page with all that it asks for, and without, as they are sent."""
    page = browser.get(path)
    assert page.status_code == 200, path
    asked = set(ASKED.findall(page.text))
    assert any(".css" in each for each in asked) and any(".js" in each for each in asked)
    asked |= {IMPORTED}  # by hearth.js
    files = (browser.get(each, headers={"Accept-Encoding": "gzip"}) for each in asked)
    return len(page.data) + sum(len(each.data) for each in files), len(page.data)


def test_every_page_of_a_carer_is_light(carer: CheckingClient) -> None:
    weights = {path: _weighed(carer, path) for path in CARERS}
    assert {path: each for path, each in weights.items() if each[0] > FIRST or each[1] > AFTER} == {}


def test_every_page_of_an_applicant_is_light(applicant: CheckingClient) -> None:
    weights = {path: _weighed(applicant, path) for path in APPLICANTS}
    assert {path: each for path, each in weights.items() if each[0] > FIRST or each[1] > AFTER} == {}


def test_a_static_file_is_the_same_whether_it_was_compressed_or_not(carer: CheckingClient) -> None:
    (css,) = (each for each in set(ASKED.findall(carer.get("/portal/").text)) if "hearth.css" in each)
    plain, small = carer.get(css, buffered=True), carer.get(css, headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(small.data) == plain.data and len(small.data) < len(plain.data) / 3
    assert (small.headers["Content-Encoding"], small.headers["Vary"]) == ("gzip", "Accept-Encoding, Cookie")
    assert "Content-Encoding" not in plain.headers and "Accept-Encoding" in plain.headers["Vary"]
    known = {"Accept-Encoding": "gzip", "If-None-Match": small.headers["ETag"]}
    again = carer.get(css, headers=known, buffered=True)
    assert again.status_code == 304 and again.data == b""


def test_pages_with_a_token_in_them_are_not_compressed(carer: CheckingClient) -> None:
    """How well a secret and somebody else's words compress together would tell of the secret."""
    page = carer.get("/portal/places/room", headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in page.headers
