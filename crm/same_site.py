"""What changes something is taken from our own pages only: beside the token of each form, the browser says where a
request comes from (T25)."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, abort, request

ANOTHER_SITE = "Your browser says that another website sent this, and not you."
SAFE = ("GET", "HEAD", "OPTIONS")


def install(app: Flask) -> None:
    """Refuse what another site makes a browser send."""

    @app.before_request
    def _ours() -> None:
        if request.method not in SAFE and not from_our_page():
            abort(403, ANOTHER_SITE)


def from_our_page() -> bool:
    """A browser that says nothing of it, or a program, is judged by the token alone."""
    said = request.headers.get("Sec-Fetch-Site")
    if said is not None:
        return said in ("same-origin", "none")
    from_where = request.headers.get("Origin") or request.headers.get("Referer")
    return from_where is None or urlsplit(from_where).netloc == request.host
