"""T27: what people type is shown as text, on every page. The contract of each page finds script that would run."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask

from crm.actor import Role
from crm.commands import documents, people
from crm.commands.people import NewCarer
from tests import given, uploading
from tests.crawling import crawl
from tests.doors import CheckingClient
from tests.sample_documents import PDF

PAYLOADS = (
    "<script>window.__xss=1</script>",
    "<img src=x onerror=window.__xss=1>",
    "<svg onload=window.__xss=1>",
    '" autofocus onfocus="window.__xss=1',
    "' onmouseover='window.__xss=1",
    "</title><script>window.__xss=1</script>",
    "</textarea><script>window.__xss=1</script>",
    "javascript:window.__xss=1",
    "<a href='javascript:window.__xss=1'>x</a>",
    "{{7*7}}{% for x in y %}",
    "${window.__xss=1}`",
    "<div hx-get=/x hx-trigger=load>",
    "<div hx-on:click='window.__xss=1'>",
    "<math><mtext></p><style><img src=x onerror=window.__xss=1>",
    "\u2028window.__xss=1\u2029",
    "&lt;script&gt;window.__xss=1&lt;/script&gt;",
    "<iframe srcdoc='<script>window.__xss=1</script>'>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "]]><script>window.__xss=1</script>",
)
STARTS = (
    "/",
    "/households",
    "/reports/quarterly",
    "/imports",
    "/enquiries",
    "/account",
    "/audit",
    "/staff",
    "/settings",
)
# What of a payload would be there as markup if it were not escaped.
AS_MARKUP = ("<script>", "<img src=x", "<svg onload", "<div hx-", "<math>", "<iframe", "<base ", "<meta http-equiv")


# Households are named by two each: what is escaped is escaped whole.
NAMES = [f"{one} {another}" for one, another in zip(PAYLOADS[::2], PAYLOADS[1::2], strict=True)]
AT_ONCE = 5


@pytest.mark.slow
@pytest.mark.parametrize("start", range(0, len(NAMES), AT_ONCE))
def test_t27_what_people_type_is_text_on_every_page(
    app: Flask, sign_in: Callable[..., CheckingClient], clock_at: Callable[[date], None], start: int
) -> None:
    clock_at(date(2022, 1, 31))
    derby = given.agency()
    by = given.officer(derby)
    browser = sign_in(Role.MANAGER)
    for number, said in enumerate(NAMES[start : start + AT_ONCE]):
        home = people.create_household(derby, carers=[NewCarer(said), NewCarer(said)], address=said, by=by)
        given.approved(home, date(2021, 9, 1 + number), 1, by=by)
        people.change_carer(home, 1, name=f"x{said}", email=None, phone=None, nature="changed", version=1, by=by)
        documents.add(home, name=said, kind="pdf", content=PDF, by=by)
        row = {"reference": "T-1", "route": said, "household_name": said}
        uploading.send(browser, row, name=f"{said[:40]}.csv")
        browser.get("/households", query_string={"q": said})
    uploading.work(app)
    seen = [page for page in crawl(browser, STARTS, AT_ONCE) if page.answer.mimetype == "text/html"]
    assert len(seen) > 60
    for page in seen:
        if page.answer.status_code < 400:
            assert not [each for each in AS_MARKUP if each in page.answer.text], page.path
