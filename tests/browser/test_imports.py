"""A manager loads the team's spreadsheet, with a script and without, on a screen and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page, expect

from crm.actor import Role
from tests.browser import axe
from tests.browser.width import fits
from tests.figures import figures
from tests.tracker_files import APPROVED, csv_bytes
from tests.uploading import work


class Story:
    """A browser at the pages of imports, which looks at each of them with axe and for its width."""

    def __init__(self, page: Page, app: Flask, script: bool) -> None:
        self.page, self.app, self.script = page, app, script

    def looks_right(self) -> None:
        if self.script:
            assert axe.violations(self.page) == []
        assert fits(self.page)

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def when_done(self, words: str) -> None:
        """With a script the page fetches the news itself; without, whoever waits loads it again."""
        work(self.app)
        if not self.script:
            self.page.reload()
        expect(self.page.get_by_text(words, exact=False).first).to_be_visible()
        self.looks_right()


@pytest.mark.parametrize(("script", "width"), [(True, 320), (False, 1280)])
def test_a_tracker_is_checked_loaded_and_taken_back(
    app: Flask,
    open_browser: Callable[..., Page],
    clock_at: Callable[[date], None],
    tmp_path: Path,
    script: bool,
    width: int,
) -> None:
    clock_at(date(2022, 3, 4))
    tracker = tmp_path / "tracker.csv"
    tracker.write_bytes(csv_bytes(*_rows()))
    page = open_browser(Role.MANAGER, script=script, width=width)
    story = Story(page, app, script)

    page.goto("/imports")
    story.looks_right()
    page.locator("input[type=file]").set_input_files(tracker)
    story.press("Check the file")
    expect(page.get_by_role("progressbar")).to_be_visible()
    story.looks_right()
    story.when_done("can be loaded, 2 cannot")
    expect(page.get_by_role("cell", name="31/02/2021")).to_be_visible()

    story.press("Load the 3 good rows")
    story.when_done("Loaded as batch 1")
    assert figures()["mainstream", "households new_approval"] == 3

    page.get_by_role("link", name="batch 1").click()
    story.looks_right()
    story.press("Take this load back")
    expect(page.get_by_text("Nothing has been recorded on these rows since.")).to_be_visible()
    story.looks_right()
    story.press("Take the load back")
    story.when_done("This load was taken back on")
    assert figures() == {}


def _rows() -> list[dict[str, str]]:
    rows = [APPROVED | {"reference": f"T-{number}", "transferred_from": ""} for number in range(5)]
    rows[1] |= {"application_on": "31/02/2021"}
    rows[2] |= {"transferred_from": "Example Fostering"}
    rows[3] |= {"places": "0"}
    return rows
