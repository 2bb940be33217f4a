"""A hub of two councils whose front door somebody comes by, and everybody's browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask

from crm import clock
from crm.commands import command
from crm.register import agencies, settings
from tests import given
from tests.doors import CheckingClient
from tests.enquiring import Later, Said, answer

LIST, DOOR = "/handovers", "/enquire?hub=d2n2"
FIGURES = "/reports/quarterly?agency={}&from=2026-01-01&to=2026-03-31&format=json"


@dataclass(frozen=True)
class Hub:
    """Derby, Nottingham and their hub, and a phone at its front door."""

    app: Flask
    derby: CheckingClient
    nottingham: CheckingClient
    desk: CheckingClient
    at: Later

    def asked(self, link: str = DOOR, /, **instead: Said) -> str:
        """Somebody of Nottingham asks; the reference that they are given."""
        phone = CheckingClient(self.app)
        self.at(timedelta())
        nottingham: dict[str, Said] = {"postcode": {"postcode": "NG1 5DT"}}
        answer(phone, link, **(nottingham | instead))
        self.at(timedelta(seconds=10))
        page = phone.fill_in("/enquire/check", {})
        assert page.request.path == "/enquire/sent", page.text
        return re.search(r"HB-\d{6}", page.text)[0]  # type: ignore[index] # else the test fails here

    def next_day(self, days: int = 1) -> None:
        """Everybody comes back on a later day."""
        self.at(timedelta(days=days))
        people = {"manager@derby.example": self.derby, "manager@nottingham.example": self.nottingham}
        for email, browser in {**people, "hub@d2n2.example": self.desk}.items():
            browser.fill_in("/sign-in", {"email": email, "password": given.PASSWORD}, follow=False)

    def figures(self, slug: str) -> Any:
        found = {"derby": self.derby, "nottingham": self.nottingham}[slug].get(FIGURES.format(slug))
        assert found.status_code == 200
        return (found.get_json() or {})["populations"]


@command
def settled(slug: str, name: str, value: object) -> None:
    settings.put(name, value, valid_from=clock.today(), agency_id=agencies.called(slug).id, by=None)
