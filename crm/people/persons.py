"""Whether two names are one person's: typed in another case or order, with or without accents and titles (DM-5)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from crm.people.folding import folded

_TITLES = frozenset({"dr", "miss", "mr", "mrs", "ms", "mx", "prof", "professor", "sir"})
_WORD = re.compile(r"[^\W_]+")


def key(name: str) -> frozenset[str]:
    """A name for comparing: its words in no order, without titles and initials where more than those are left."""
    words = frozenset(_WORD.findall(folded(name).replace("'", "")))
    whole = frozenset(each for each in words if each not in _TITLES and not (len(each) == 1 and each.isalpha()))
    return whole if len(whole) > 1 else words


def one_of(name: str | None, others: Iterable[str | None]) -> bool:
    """Whether a name may be of a person whose name is among others; nobody has no name."""
    mine = key(name or "")
    return bool(mine) and any(key(each or "") == mine for each in others)
