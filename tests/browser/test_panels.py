"""The pages of panel on a phone: accessible, and within its width."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Flask
from playwright.sync_api import Page

from crm.actor import Role
from tests import given, panelling
from tests.browser import axe
from tests.browser.width import wide

TODAY, PANEL = date(2022, 1, 31), date(2022, 3, 8)


def test_the_pages_of_panel_are_accessible_and_fit_a_phone(
    app: Flask, clock_at: Callable[[date], None], open_browser: Callable[..., Page]
) -> None:
    clock_at(TODAY)
    derby = given.agency()
    by = given.officer(derby)
    planned = panelling.planned(derby, PANEL, by)
    item = panelling.listed(planned.panel, derby, TODAY, by)
    waiting, _ = panelling.ready(derby, TODAY, by, "Somebody Example-Waiting")
    page = open_browser(Role.MANAGER, width=320)
    here = f"/panel/{planned.panel}"
    by_hand = f"/households/{panelling.reference(waiting)}/journeys/1/panel"
    for path in ("/panel", here, f"{here}/items/{item}", f"{here}/pack", "/panel/members", by_hand):
        page.goto(path)
        axe.check(page)
        assert wide(page) <= 320, path
