"""axe-core, the accessibility rules that run in the page (T76): every rule, with none switched off."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from tests.browser.width import wide
from tests.page_contract import alike

VENDOR = Path(__file__).resolve().parents[2] / "static" / "vendor"
# target-size is of WCAG 2.2 AA, and axe has it off unless asked. What a page does right is not written down: on a
# long page that took longer to bring over than to find.
RUN = """
axe.run(document, {rules: {'target-size': {enabled: true}}, resultTypes: ['violations']})
    .then(found => found.violations)
"""

# Pages in which nothing was found, and how wide they were: a story's on the other database, or another role's.
_sound: set[tuple[str, str]] = set()


@cache
def _source() -> str:
    (found,) = VENDOR.glob("axe-core-*/axe.min.js")
    return found.read_text()


def violations(page: Page) -> list[str]:
    """What is wrong for somebody with a screen reader, a keyboard or poor sight: rule, help, and where."""
    wide(page)  # once it is there
    asked = alike(page.content()), str(page.viewport_size)
    if asked in _sound:
        return []
    page.evaluate(_source())  # not by a script element, which the page's own policy would stop
    found: list[dict[str, Any]] = page.evaluate(RUN)
    if not found:
        _sound.add(asked)
    return [
        f"{page.url}: {one['id']}: {one['help']}: {', '.join(str(node['target']) for node in one['nodes'])}"
        for one in found
    ]


def check(page: Page) -> None:
    """Fail with every violation of the page as it stands."""
    found = violations(page)
    assert found == [], "\n".join(found)
