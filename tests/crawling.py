"""Going everywhere that links and forms lead to, as somebody who tries every one of them would."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from werkzeug.test import TestResponse

from tests import filling
from tests.doors import CheckingClient

MOST = 1000  # pages that one crawl opens
MOST_ALIKE = 4  # pages that differ by what they are of only, as several households or a household's events

_WHICH = re.compile(r"[0-9]+|(?<=/checks/)[a-z_]+")  # or which check: thirty for each household, on one page
_USED_AGAIN = re.compile(r"(?<=/settings/)[a-z_0-9.]+(?=/change)")  # each has a form that is asked nothing too
_LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')


@dataclass(frozen=True)
class Page:
    """A page that was found, and what was answered."""

    path: str
    answer: TestResponse


def crawl(browser: CheckingClient, starts: Iterable[str], most_alike: int = MOST_ALIKE) -> Iterator[Page]:
    """Each page that can be reached from these, once for each set of things that it is asked."""
    waiting, seen = list(starts), set[tuple[str, ...]]()
    alike, opened = Counter[tuple[str, ...]](), 0
    while waiting:
        path = waiting.pop(0)
        address, _, query = path.partition("?")
        asked = (address, *sorted({pair.partition("=")[0] for pair in query.split("&")}))
        if asked in seen or path.startswith("/static/"):
            continue
        seen.add(asked)
        again = _USED_AGAIN.sub("1", address) if query else address
        shape = tuple(_WHICH.sub("1", part) for part in (again, *asked[1:]))
        alike[shape] += 1
        if alike[shape] > most_alike:
            continue
        opened += 1
        if opened > MOST:
            raise AssertionError(f"more than {MOST} pages: {path} is one too many")
        answer = browser.get(path, buffered=True)
        yield Page(path, answer)
        if 300 <= answer.status_code < 400:
            waiting.append(answer.location)
        elif answer.mimetype == "text/html":
            waiting += [unescape(link) for link in _LINK.findall(answer.text)]


def alike(path: str) -> str:
    """What an address has in common with those of other households and of other events."""
    return _WHICH.sub("1", path)


def questions(page: Page) -> set[tuple[str, str]]:
    """What a page can be asked by its address: the path and the name of each parameter of its links and forms."""
    asked = set[tuple[str, str]]()
    if page.answer.mimetype != "text/html":
        return asked
    for link in _LINK.findall(page.answer.text):
        parts = urlsplit(unescape(link))
        asked |= {(parts.path, pair.partition("=")[0]) for pair in parts.query.split("&") if pair}
    for form in filling.forms(page.answer.text):
        if form.method == "get":
            asked |= {(urlsplit(form.action or page.path).path, name) for name in form.names}
    return {(path, name) for path, name in asked if not path.startswith("/static/")}


def posting(page: Page) -> list[filling.Form]:
    """The forms of a page that change something, with the address that each goes to."""
    if page.answer.mimetype != "text/html":
        return []
    return [form for form in filling.forms(page.answer.text) if form.method == "post"]
