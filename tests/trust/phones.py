"""Somebody's phone, as far as signing in needs it: it reads the page's key, and shows codes."""

from __future__ import annotations

import re
from datetime import datetime

import pyotp

from crm import clock
from tests.doors import CheckingClient


class Phone:
    """The app of somebody's phone, which was told the key of a page."""

    def __init__(self, page: str) -> None:
        found = re.search(r'hearth-code">([A-Z2-7 ]+)<', page)
        assert found, page
        self.secret = found[1].replace(" ", "")

    def shows(self, at: datetime) -> str:
        """The code at a moment."""
        return pyotp.TOTP(self.secret).at(at)


def enrolled(
    client: CheckingClient, at: datetime | None = None, path: str = "/account/phone"
) -> tuple[Phone, list[str]]:
    """Add a phone; with the recovery codes that were shown."""
    phone = Phone(client.get(path).text)
    page = client.fill_in(path, {"code": phone.shows(at or clock.now())}, form=path)
    codes = re.findall(r'hearth-code">([A-Z2-7-]{19})<', page.text)
    assert len(codes) == 10, page.text
    return phone, codes
