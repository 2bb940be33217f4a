"""Chance with a fixed seed: everybody is to see the same lives."""

from __future__ import annotations

from random import Random

SEED = "hearth"


def drawing(what: str) -> Random:
    """The draws for one thing, the same each time."""
    return Random(f"{SEED} {what}")  # noqa: S311 - it decides over invented people, not over secrets
