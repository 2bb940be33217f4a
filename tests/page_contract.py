"""What every response must satisfy, whatever it says. The client of tests/doors.py judges each one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from werkzeug.test import TestResponse

from tests import parsing

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
HEADERS = {"X-Content-Type-Options": ("nosniff",), "Referrer-Policy": ("no-referrer", "same-origin")}
ONE_OFF = re.compile(r'value="[\w.~-]{20,}"')  # the token of a form, and its key against sending twice
_NUMBER = re.compile(r"(?<!&#)\b[0-9]+")
MOST_KNOWN = 1000
_known: dict[tuple[str, bool, str | None], list[str]] = {}
POINTERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "headers", "list", "form")


def judge(response: TestResponse, *, signed_in: bool) -> None:
    """Fail, naming the page and everything that is wrong with it."""
    wrong = list(_headers(response, signed_in))
    bodiless = response.request.method in ("HEAD", "OPTIONS") or 300 <= response.status_code < 400
    if response.mimetype == "text/html" and not bodiless:
        text = response.get_data(as_text=True)
        fragment = "HX-Request" in response.request.headers and "<html" not in text
        if fragment and "HX-Request" not in response.headers.get("Vary", ""):
            wrong.append("a fragment shares its address with a page, so it needs 'Vary: HX-Request'")
        nonce = re.search(r"'nonce-([^']+)'", response.headers.get("Content-Security-Policy", ""))
        number = response.headers.get("X-Request-Id", "")
        wrong += judged(_without_one_offs(text, number), fragment, nonce[1] if nonce else None)
    if wrong:
        where = f"{response.request.method} {response.request.path} ({response.status})"
        raise AssertionError("\n  ".join([f"{where} breaks the page contract:", *wrong]))


def _without_one_offs(text: str, request_number: str) -> str:
    text = ONE_OFF.sub('value=""', text)
    return text.replace(request_number, "") if request_number else text


def judged(text: str, fragment: bool = False, nonce: str | None = None) -> list[str]:
    """What `markup` says; most pages of a run were judged before, but for their numbers."""
    alike = (_renumbered(text), fragment, nonce)
    if alike not in _known:
        _known[alike] = markup(text, fragment=fragment, nonce=nonce)
        if len(_known) > MOST_KNOWN:
            del _known[next(iter(_known))]
    return _known[alike]


def alike(text: str) -> str:
    """What a page has in common with those that differ from it by their numbers and one-off texts alone."""
    return _renumbered(_without_one_offs(text, ""))


def _renumbered(text: str) -> str:
    """A page with its numbers counted from 1 in the order in which they come: what is the same stays the same.

    Two pages alike in this have the same elements, and the same attributes point at each other. A reference to a
    character, as in &#39;, is none of its numbers.
    """
    found: dict[str, str] = {}
    return _NUMBER.sub(lambda match: found.setdefault(match[0], str(len(found) + 1)), text)


def markup(text: str, *, fragment: bool = False, nonce: str | None = None) -> list[str]:
    """What is wrong with a page, or with the fragment of one, that its script's nonce belongs to."""
    top, invalid = parsing.read(text, fragment=fragment)
    wrong = [f"not valid HTML: {what}" for what in invalid]
    elements = list(top.iter())
    wrong += _identifiers(elements, whole=not fragment)
    wrong += _inline(elements, nonce)
    if not fragment:
        wrong += _headings(top)
    return wrong


def _headers(response: TestResponse, signed_in: bool) -> Iterator[str]:
    given = response.headers
    for name, expected in HEADERS.items():
        if given.get(name) not in expected:
            yield f"header {name} is {given.get(name)!r}, not {' or '.join(expected)}"
    sent = given.get("Content-Security-Policy", "")
    policy = dict(part.strip().partition(" ")[::2] for part in sent.split(";") if part.strip())
    for directive, value in POLICY.items():
        if policy.get(directive) != value:
            yield f"the policy says {directive} {policy.get(directive)!r}, not {value!r}"
    if not re.fullmatch(r"'self'( 'nonce-[\w+/=-]{16,}')?", policy.get("script-src", "")):
        yield f"the policy says script-src {policy.get('script-src')!r}"
    if "Access-Control-Allow-Origin" in given:
        yield "other sites may read it (Access-Control-Allow-Origin)"
    personal = signed_in and not response.request.path.startswith("/static/")
    if personal and "no-store" not in given.get("Cache-Control", ""):
        yield f"Cache-Control is {given.get('Cache-Control')!r}: a browser keeps it after sign-out (T36)"


def _identifiers(elements: list[Element], *, whole: bool) -> Iterator[str]:
    counts = Counter(element.attrib["id"] for element in elements if "id" in element.attrib)
    for name, count in counts.items():
        if count > 1:
            yield f"id '{name}' is there {count} times"
    for element in elements if whole else []:
        pointed = [(pointer, name) for pointer in POINTERS for name in element.attrib.get(pointer, "").split()]
        if element.tag == "a" and element.attrib.get("href", "").startswith("#") and element.attrib["href"] != "#":
            pointed.append(("href", element.attrib["href"][1:]))
        for pointer, name in pointed:
            if name not in counts:
                yield f"<{element.tag} {pointer}='{name}'> points at nothing"


def _inline(elements: list[Element], nonce: str | None) -> Iterator[str]:
    for element in elements:
        tag = element.tag
        if tag == "style":
            yield "a <style> element: styles belong in static/css"
        allowed = nonce is not None and element.attrib.get("nonce") == nonce
        if tag == "script" and "src" not in element.attrib and not allowed:
            yield "an inline <script> without the nonce of its response"
        if tag == "img" and "alt" not in element.attrib:
            yield f"an image without alt: {element.attrib.get('src')}"
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"<{tag} {name}='{value}'>: the policy does not let it work"
            fetched = name in ("src", "srcset") or (tag == "link" and name == "href")
            if fetched and not re.match(r"/(?!/)|data:", value):
                yield f"<{tag} {name}='{value}'> is not fetched from here (T37)"
            if name in ("href", "action", "src") and value.strip().lower().startswith("javascript:"):
                yield f"<{tag} {name}='{value}'> runs script"


def _headings(top: Element) -> Iterator[str]:
    if not re.match(r"en(-GB)?$", top.attrib.get("lang", "")):
        yield f"lang is {top.attrib.get('lang')!r}, not en"
    headings = [_text(element) for element in top.iter("h1")]
    title = _text(next(top.iter("title"), Element("title")))
    if len(headings) != 1:
        yield f"{len(headings)} h1 headings: {headings}"
    elif not headings[0] or not _titled(title.removeprefix("Error: "), headings[0]):
        yield f"the title '{title}' does not start with the heading '{headings[0]}'"


def _titled(title: str, heading: str) -> bool:
    """The title starts with the heading, or the heading goes on after it with a name: no title has one (T38)."""
    own = title.rpartition(" - ")[0]
    return title.startswith(heading) or (own != "" and heading.startswith(f"{own} "))


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
