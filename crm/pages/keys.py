"""Links with a key: it is taken out of the address at once, so that no referrer, history or log tells it on.

A link is opened by mail scanners too: opening it uses nothing up.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import redirect, request, session, url_for
from werkzeug.wrappers import Response

T = TypeVar("T")


def opened(endpoint: str, look: Callable[[str], T], page: Callable[[T], Response]) -> Response:
    """Answer a GET of a link: with the key, move to the address without it; then show the page.

    `look` raises Gone where the link no longer works. Without a key there is nothing to see: on to sign-in.
    """
    kept = f"key of {endpoint}"
    given = request.args.get("key")
    if given is not None:
        look(given)
        session[kept] = given
        return redirect(url_for(endpoint))
    key = session.get(kept)
    return page(look(str(key))) if key else redirect(url_for("sign_in.form"))


def key_of(endpoint: str) -> str:
    """The key that this browser has opened; an empty one, which opens nothing, where it has none."""
    return str(session.get(f"key of {endpoint}", ""))


def let_go(endpoint: str) -> None:
    """The key has done what it was for."""
    session.pop(f"key of {endpoint}", None)
