"""A carer who asks for another range in the portal, and the manager who answers: what tests of both share."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from crm.actor import system
from crm.commands import users
from crm.journey.ranges import Terms
from tests import given
from tests.doors import CheckingClient
from tests.pages.conftest import TODAY, Desk

Answers = tuple[tuple[str, dict[str, object]], ...]
PORTAL, QUEUE = "/portal/range", "/carers/requests"
ANSWERS: Answers = (
    ("places", {"places": 3}),
    ("ages", {"age_from": 0, "age_to": 16}),
    ("kinds", {"siblings_extra": 0, "parent_and_child": 0}),
    ("support", {"support": "A cot"}),
)


@dataclass(frozen=True)
class Case:
    """A manager at a desk, and a carer of a household for 2 children aged 5 to 11 with a browser of their own."""

    at: Desk
    carer: CheckingClient
    reference: str

    @property
    def home(self) -> int:
        return self.at.household_id(self.reference)

    def ask(self, answers: Answers = ANSWERS) -> str:
        """Answer the questions and send them; the path of the request."""
        for step, given_answers in answers:
            page = self.carer.fill_in(f"{PORTAL}/{step}", given_answers, form=f"{PORTAL}/{step}")
            assert page.status_code == 200, page.text
        page = self.carer.fill_in(f"{PORTAL}/check", {}, form=f"{PORTAL}/check")
        assert "Your request is sent" in page.text
        return page.request.path

    def offer(self, path: str) -> str:
        staff = f"{QUEUE}/{path.rpartition('/')[2]}"
        page = self.at.browser.fill_in(staff, {"support": "A cot, lent by us"}, form=f"{staff}/offer")
        assert "It is offered." in page.text
        return staff

    def press(self, path: str, act: str, browser: CheckingClient | None = None) -> str:
        return (browser or self.carer).fill_in(path, {}, form=f"{path}/{act}").text

    def terms(self, day: date = TODAY) -> Terms | None:
        approval = given.fold(self.home).approval_on(day)
        return approval.terms_on(day) if approval else None


def said(page: str) -> str:
    """The words of a page, one space between them."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def second_carer(case: Case, app_client: CheckingClient) -> CheckingClient:
    by = system(case.at.officer.agency_ids[0])
    users.add_carer(
        "robin@home.example", household_id=case.home, name="Robin Example-Finch", password=given.PASSWORD, by=by
    )
    app_client.fill_in("/sign-in", {"email": "robin@home.example", "password": given.PASSWORD})
    return app_client
