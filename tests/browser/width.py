"""How wide a page is, for those on a phone: asked once it is there, as the next one may just be arriving."""

from __future__ import annotations

from playwright.sync_api import Error, Page

WIDTH = "document.documentElement && document.documentElement.scrollWidth"
TRIES = 5  # each waits until the page that has begun to arrive is there


def wide(page: Page) -> int:
    """The width of what stands on a page, in pixels."""
    for _ in range(TRIES):
        page.wait_for_load_state()
        try:
            found = page.evaluate(WIDTH)
        except Error:  # the page went while it was asked
            continue
        if found:
            return int(found)
    raise AssertionError(f"{page.url} never came to stand still")


def fits(page: Page) -> bool:
    """Whether nothing of a page sticks out of its window."""
    size = page.viewport_size
    return size is not None and wide(page) <= size["width"]
