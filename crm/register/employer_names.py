"""Names of employers: folded as reports fold what was typed, and how alike two are. Pure.

A likeness proves nothing: 'Example Rail' and 'Example Rail Depot' may be two. A person decides.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from rapidfuzz import fuzz

CLOSE = 85  # out of 100, of two names: one or two letters apart
# What a firm's legal form adds to its name, and what stands between words.
FORMS = frozenset(
    ("ltd", "limited", "plc", "llp", "cic", "cio", "inc", "co", "company", "group", "uk", "the", "and", "of")
)
_WORD = re.compile(r"[^\W_]+")


def typed(text: str) -> str:
    """The key of what was typed: as reports tell employers apart, by neither capitals nor spaces."""
    return " ".join(text.split()).casefold()


def bare(name: str) -> str:
    """A name without accents, marks and its legal form: 'The Example Rail Co. Ltd' is 'example rail'."""
    plain = unicodedata.normalize("NFKD", name).casefold().replace("'", "").replace("\u2019", "")
    letters = "".join(each for each in plain if not unicodedata.combining(each))
    words = _WORD.findall(letters)
    return " ".join(word for word in words if word not in FORMS) or " ".join(words)


def likeness(one: str, other: str) -> int:
    """How alike two names are, from 0 to 100; 0 where nobody would take one for the other."""
    a, b = bare(one), bare(other)
    if not a or not b:
        return 0
    if a == b:
        return 100
    close = max(fuzz.token_sort_ratio(a, b), fuzz.ratio(a.replace(" ", ""), b.replace(" ", "")))
    if close >= CLOSE:
        return int(close)
    words = set(a.split()), set(b.split())
    within = min(len(each) for each in words) > 1 and (words[0] <= words[1] or words[1] <= words[0])
    return CLOSE if within else 0


def alike(name: str, known: Iterable[tuple[int, str]]) -> list[int]:
    """Those among the known, by their numbers, that a name may stand for, the most alike first."""
    found: dict[int, int] = {}
    for number, other in known:
        found[number] = max(found.get(number, 0), likeness(name, other))
    return sorted((each for each, score in found.items() if score), key=lambda each: (-found[each], each))
