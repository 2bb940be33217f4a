"""Which list or file was asked for and by what it was narrowed, as its row of the audit says it (T44, T63)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import urlencode

ASKED = "~"  # before what a list was asked with, among the references that it showed
LEAVES = ("list", "export", "restated")  # how what was done ends, where a list was shown or taken as a file
# What an address says in codes, days and numbers. Of anything else, which may be typed or tell of whoever is in the
# list what nobody is to read here, only that it was narrowed by it.
SAID = frozenset(
    (
        *("agency", "hub", "from", "to", "known_on", "on", "year", "when", "state", "kind", "channel", "source"),
        *("which", "figure", "column", "view", "line", "show", "shown", "stage", "route", "population", "clock"),
        *("worker", "rule", "page"),
    )
)
NARROWED = "yes"
_CODE = re.compile("[a-z0-9][a-z0-9_.,-]{0,39}")
_NAME = re.compile("[a-z][a-z_]{0,29}")


def said(path: str, given: Iterable[tuple[str, str]]) -> str:
    """An address as a row may hold it: the path of the list, and each filter that narrows."""
    asked = ((name, value) for name, value in given if value and name != "sort" and _NAME.fullmatch(name))
    filters = {name: _value(name, value) for name, value in asked}
    return ASKED + urlencode({"list": path, **filters})


def _value(name: str, value: str) -> str:
    return value if name in SAID and _CODE.fullmatch(value) else NARROWED
