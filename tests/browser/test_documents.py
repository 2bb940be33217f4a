"""A household's documents in a real browser: added, saved, removed and put back, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Role
from crm.extensions import db
from crm.people.tables import Household
from tests import given
from tests.browser import axe
from tests.browser.width import wide
from tests.sample_documents import photo


@pytest.mark.parametrize(("width", "script"), [(320, True), (1280, False)])
def test_a_document_is_kept_and_taken_back(
    app: Flask, open_browser: Callable[..., Page], tmp_path: Path, width: int, script: bool
) -> None:
    derby = given.agency()
    home = given.household(derby)
    given.journey(home, date(2021, 5, 1), by=given.officer(derby))
    reference = db.session.get_one(Household, home).reference
    db.session.rollback()
    page = open_browser(Role.OFFICER, width=width, script=script)
    page.goto(f"/households/{reference}/documents")
    file = tmp_path / "x.jpg"
    file.write_bytes(photo())
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_label("What is it?").fill("The garden")
    page.get_by_role("button", name="Add the document").click()
    expect(page.get_by_role("status")).to_contain_text("The document is kept.")
    with page.expect_download() as saved:
        page.get_by_role("link", name="The garden", exact=True).click()
    assert saved.value.suggested_filename == "document-1.jpeg"
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_role("status")).to_contain_text("It can be put back")
    assert wide(page) <= width
    if script:
        axe.check(page)
    page.get_by_role("button", name="Put it back").click()
    expect(page.get_by_role("link", name="The garden", exact=True)).to_be_visible()
