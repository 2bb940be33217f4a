"""What the lists of the portal share: what is searched for, which page, and the list as a file of one's own."""

from __future__ import annotations

from flask import request

from crm.pages import filters


def words() -> str:
    """What is searched for; nothing where it cannot be searched for."""
    found, _ = filters.read(request.args, (), sort="")
    return found.q


def page(name: str = "page") -> int:
    """Which page of a list is asked for."""
    return filters.page_of({"page": request.args.get(name, "1")})


def to_page(path: str, name: str = "page", **kept: str) -> str:
    """The address of another page of a list, up to its number."""
    asked = {key: value for key, value in {"q": words(), **kept}.items() if value}
    return filters.address(path, asked, **{name: ""})
