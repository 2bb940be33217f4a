"""What people typed into a form, when it is shown again outside the form: never a password or a code."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable

Said = Callable[[str, str], tuple[str, str] | None]

# As words of an answer's name: 'postcode' is none of them.
SECRET = frozenset({"password", "token", "code", "secret", "key"})
# What a form carries of its own, and nobody typed.
UNSEEN = frozenset({"idempotency_key", "version", "csrf_token"})


def is_secret(name: str) -> bool:
    """Whether an answer of this name is a password, a code or the like."""
    return not SECRET.isdisjoint(name.casefold().replace("-", "_").split("_"))


def shown(answers: Iterable[tuple[str, str]], said: Said = lambda *_: None) -> list[tuple[str, str]]:
    """What was entered, to be read: the label and the value of each answer that is no secret and not blank.

    `said` knows the question of an answer, and its value in words; where it does not, the answer's name is shown.
    """
    return [
        said(name, value) or (name.replace("_", " ").replace("-", " ").strip().capitalize(), value)
        for name, value in answers
        if value.strip() and name not in UNSEEN and not is_secret(name)
    ]


def fingerprint(answers: Iterable[tuple[str, str]]) -> str:
    """What tells one set of answers from another, without holding any of them."""
    said = sorted((name, value) for name, value in answers if name not in UNSEEN)
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()
