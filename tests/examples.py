"""How many examples a test of random histories takes: few in the suite, ten times as many in a search."""

from __future__ import annotations

import hypothesis

IN_THE_SUITE = 100  # Hypothesis's own number, which the profile of the suite leaves as it is


def many(in_the_suite: int) -> int:
    """So many examples in the suite, and as many times more as the profile asks: see --hypothesis-profile."""
    profile = hypothesis.settings.default
    assert profile is not None, "tests/conftest.py loads one"
    return in_the_suite * profile.max_examples // IN_THE_SUITE


def searching() -> bool:
    """Whether more is asked than the suite's own number: then nothing is left out to save time."""
    return many(IN_THE_SUITE) > IN_THE_SUITE
