"""The page contract finds what it is there to find, and lets a good page be."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from tests import page_contract

GOOD = """<!doctype html>
<html lang="en"><head><title>Households - Hearth</title><script src="/static/js/hearth.js" defer></script></head>
<body><a href="#main">Skip to the content</a>
<main id="main"><h1>Households</h1><form action="/households"><label for="q">Name</label>
<input id="q" name="q"></form>
<svg role="img" aria-labelledby="t"><title id="t">Beds</title><rect x="1" /></svg></main></body></html>"""

BROKEN = [
    ("<h1>Households</h1>", "<h1>Households</h1><h1>Again</h1>", "2 h1 headings"),
    ("<h1>Households</h1>", "<h2>Households</h2>", "0 h1 headings"),
    ("<title>Households", "<title>Hearth", "does not start with the heading"),
    ('lang="en"', "", "lang is None"),
    ('id="q"', 'id="main"', "id 'main' is there 2 times"),
    ('for="q"', 'for="p"', "<label for='p'> points at nothing"),
    ('href="#main"', 'href="#content"', "<a href='content'> points at nothing"),
    ('labelledby="t"', 'labelledby="t u"', "<svg aria-labelledby='u'> points at nothing"),
    ("<main ", "<style>p {}</style><main ", "a <style> element"),
    ("<main ", "<script>run()</script><main ", "an inline <script>"),
    ("<main ", "<main style='color: red' ", "style='color: red'"),
    ("<main ", "<main onclick='run()' ", "onclick='run()'"),
    ('action="/households"', 'action="javascript:run()"', "runs script"),
    ("<main ", '<img src="/x.png"><main ', "an image without alt"),
    ('src="/static', 'src="https://cdn.example/static', "is not fetched from here (T37)"),
    ('src="/static', 'src="//cdn.example/static', "is not fetched from here (T37)"),
    ("</h1>", "", "not valid HTML"),
    ("<main ", "<p><div></div></p><main ", "not valid HTML"),
    ("<main ", "<select aria-label='s'><li>a</li></select><main ", "not valid HTML"),
    ("<!doctype html>", "", "not valid HTML"),
]


def test_a_good_page_is_let_be() -> None:
    assert page_contract.markup(GOOD) == []
    assert page_contract.markup(GOOD.replace("<title>", "<title>Error: ")) == []


@pytest.mark.parametrize(("part", "instead", "said"), BROKEN, ids=[said for _, _, said in BROKEN])
def test_a_broken_page_is_found(part: str, instead: str, said: str) -> None:
    assert part in GOOD
    assert any(said in wrong for wrong in page_contract.markup(GOOD.replace(part, instead)))


def test_an_inline_script_with_the_nonce_of_its_response_is_let_be() -> None:
    page = GOOD.replace("<main ", '<script nonce="abc">run()</script><main ')
    assert page_contract.markup(page, nonce="abc") == []
    assert page_contract.markup(page, nonce="abd") != []


def _answer(headers: dict[str, str], body: str = GOOD) -> TestResponse:
    bare = Flask(__name__)
    bare.add_url_rule("/", view_func=lambda: (body, headers))
    return Client(bare, TestResponse).get("/")


def test_a_response_without_the_headers_is_found() -> None:
    with pytest.raises(AssertionError) as found:
        page_contract.judge(_answer({}), signed_in=True)
    for said in ("X-Content-Type-Options", "Referrer-Policy", "default-src", "script-src", "after sign-out"):
        assert said in str(found.value)


@pytest.mark.parametrize("script", ["'self' 'unsafe-inline'", "'self' https://cdn.example", "*"])
def test_a_policy_that_lets_other_scripts_run_is_found(script: str) -> None:
    policy = "; ".join(f"{name} {value}" for name, value in page_contract.POLICY.items())
    headers = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
    good = headers | {"Content-Security-Policy": f"{policy}; script-src 'self'"}
    page_contract.judge(_answer(good), signed_in=False)
    with pytest.raises(AssertionError, match="script-src"):
        page_contract.judge(
            _answer(headers | {"Content-Security-Policy": f"{policy}; script-src {script}"}), signed_in=False
        )


ROW = """id="row-{0}" name="q"></form>
<form><label for="row-{1}">Row {2} of &#39;{3}&#39;</label><input id="p"
"""


def _numbered(*numbers: object) -> str:
    return GOOD.replace('for="q"', "").replace('id="q"', ROW.format(*numbers))


def test_a_page_that_differs_from_a_good_one_by_its_numbers_is_judged_by_what_they_point_at() -> None:
    for numbers in ((1, 1, 2, 3), (7, 7, 8, 2026)):
        assert page_contract.judged(_numbered(*numbers)) == []
    for numbers in ((1, 2, 2, 3), (7, 8, 8, 2026), (11, 1, 11, 1)):
        assert any("points at nothing" in wrong for wrong in page_contract.judged(_numbered(*numbers))), numbers
    assert page_contract.judged(_numbered(7, 7, 8, 2027)) == []
