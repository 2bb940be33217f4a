"""What watches the pages sees: axe finds a fault, and a complaint of the browser is heard."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Error

from tests.browser import axe
from tests.browser.complaints import Complaints

FAULTY = """<!doctype html><html lang="en"><title>Faulty</title><main><h1>Faulty</h1>
<img src="data:image/gif;base64,R0lGODlhAQABAAAAACwAAAAAAQABAAA="><input>
<p style="color: #aaa; background: #fff">too pale</p>
<p><button style="width: 9px; height: 9px; padding: 0">a</button>
<button style="width: 9px; height: 9px">b</button></p>
</main></html>"""


def test_axe_finds_a_nameless_picture_and_question_pale_text_and_small_targets(browser: Browser) -> None:
    page = browser.new_page()
    page.set_content(FAULTY)
    found = " ".join(axe.violations(page))
    for rule in ("image-alt", "label", "color-contrast", "target-size"):
        assert f": {rule}: " in found
    page.close()


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("fetch('http://127.0.0.1:9/elsewhere')", "Content Security Policy"),
        ("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')", "Content Security Policy"),
        ("setTimeout(() => { throw new Error('a fault') })", "a fault"),
        ("fetch('/static/none.js')", "404 from"),
    ],
)
def test_a_complaint_of_the_browser_is_heard(browser: Browser, live_server: str, script: str, said: str) -> None:
    context = browser.new_context(base_url=live_server)
    complaints = Complaints(live_server)
    complaints.listen(context)
    page = context.new_page()
    page.goto("/sign-in")
    try:
        page.evaluate(script)
    except Error as stopped:  # what the policy stops is thrown to the caller, too
        assert "Failed to fetch" in str(stopped)
    page.evaluate("new Promise(resolve => setTimeout(resolve))")  # let what was begun be said
    context.close()
    assert any(said in heard for heard in complaints.heard), complaints.heard


def test_t37_a_request_to_another_host_is_heard(browser: Browser, live_server: str) -> None:
    context = browser.new_context()
    complaints = Complaints("http://127.0.0.1:9")
    complaints.listen(context)
    context.new_page().goto(f"{live_server}/sign-in")
    context.close()
    assert any("a request to another host" in heard for heard in complaints.heard)


def test_axe_looks_again_at_a_page_of_which_anything_but_a_number_has_changed(browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    whole = "<!doctype html><html lang='en'><title>A page</title><main><h1>Page 1</h1><p{0}>Words</p>{1}</main>"
    page.set_content(whole.format("", ""))
    assert axe.violations(page) == []
    page.set_content(whole.format(" style='color: #ddd'", ""))
    assert "color-contrast" in " ".join(axe.violations(page))
    page.set_content(whole.format("", "<button></button>"))
    for _ in range(2):  # what was found is found again
        assert "button-name" in " ".join(axe.violations(page))
    page.close()
