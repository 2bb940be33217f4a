"""What every page has around it: the bar with its places, the search box, who is signed in, and the foot.

A place is shown when its page exists and the person may open it. The pages' own templates know none of this.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, g, get_flashed_messages, request
from flask_login import current_user
from jinja2 import StrictUndefined

from crm import access, words

HTMX = {
    # Without these, htmx would add a style element, run text as script, follow links to other hosts, and
    # keep pages with personal data in the browser's storage.
    "includeIndicatorStyles": False,
    "allowEval": False,
    "allowScriptTags": False,
    "selfRequestsOnly": True,
    "historyCacheSize": 0,
    "responseHandling": [
        {"code": "204", "swap": False},
        {"code": "[23]..", "swap": True},
        {"code": "422", "swap": True},
        {"code": "[45]..", "swap": False, "error": True},
    ],
}

# Every path that the bar or the foot may lead to.
SHOWN = (*(path for _, path in (*words.PLACES, *words.FOOT)), words.SEARCH, words.LOG_ENQUIRY)


@dataclass(frozen=True)
class Place:
    """An entry of the bar or the foot."""

    label: str
    href: str
    current: bool = False


@dataclass(frozen=True)
class Person:
    """Who is signed in: the name and the role, in words."""

    name: str
    role: str


@dataclass(frozen=True)
class Shell:
    """The values that `layout.html` and `_bar.html` show."""

    product: str = words.PRODUCT
    home: str = "/"
    agency: str = ""
    user: Person | None = None
    places: tuple[Place, ...] = ()
    upkeep: tuple[Place, ...] = ()
    search: str | None = None
    log_enquiry: str | None = None
    sign_out: str = words.SIGN_OUT
    session_seconds: int = 0  # until the session ends by itself
    notices: tuple[tuple[str, str], ...] = ()
    foot: tuple[Place, ...] = ()
    foot_says: str = f"{words.PRODUCT}, the fostering service's own record"


def install(app: Flask) -> None:
    """Give templates `page_shell()`, `asset(path)` and `htmx_config`; a name that nobody set is a fault."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.globals.update(
        page_shell=page_shell,
        asset=_asset_urls(app),
        may=access.may,
        htmx_config=json.dumps(HTMX, separators=(",", ":")),
    )


def page_shell() -> Shell:
    """What is around the page that is being answered."""
    opened = access.opened(SHOWN)
    foot = tuple(_places(words.FOOT, opened))
    # The page that says that something broke must not ask the database who is looking.
    if g.get("plain_shell"):
        return Shell(foot=foot)
    if front_door := g.get("front_door"):
        # Who asks about fostering sees whom they ask, and nothing of the staff's places, whoever is signed in.
        said = tuple((each[0], each[1]) for each in get_flashed_messages(with_categories=True))
        return Shell(product=front_door, home="/enquire", foot=foot, notices=said, foot_says="")
    notices = tuple((each[0], each[1]) for each in get_flashed_messages(with_categories=True))
    if not current_user.is_authenticated:
        return Shell(foot=foot, notices=notices)
    places = tuple(_places(words.PLACES, opened))
    upkeep = () if len(places) <= words.IN_THE_BAR else tuple(each for each in places if each.href in words.UPKEEP)
    return Shell(
        home=access.landing(),
        agency=getattr(current_user, "service_name", ""),
        user=Person(current_user.name, words.ROLES[current_user.role]),
        places=tuple(each for each in places if each not in upkeep),
        upkeep=upkeep,
        search=words.SEARCH if words.SEARCH in opened else None,
        log_enquiry=words.LOG_ENQUIRY if words.LOG_ENQUIRY in opened else None,
        session_seconds=access.seconds_left(used_now=True),
        notices=notices,
        foot=foot,
    )


def _places(entries: Iterable[tuple[str, str]], opened: Collection[str]) -> Iterable[Place]:
    """The entries whose pages exist and are open to the person; the one that holds this page is current."""
    here = "/" + request.path.split("/")[1]
    for label, path in entries:
        if path in opened:
            section = "/" + path.split("/")[1]
            yield Place(label, path, here == section or here in words.WITHIN.get(path, ()))


def _asset_urls(app: Flask) -> Callable[[str], str]:
    """A function from a file under static/ to its address, which changes with its content."""
    folder = Path(app.static_folder or "")

    @cache
    def asset(path: str) -> str:
        version = sha256((folder / path).read_bytes()).hexdigest()[:12]
        return f"{app.static_url_path}/{path}?v={version}"

    return asset
