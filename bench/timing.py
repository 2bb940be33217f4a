"""Timing by turns: the machine is rarely alone, so what is compared runs in turn, several times."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from statistics import median

ROUNDS = 7
IN_A_ROW = 5  # of one act, so that one does not pay for the processor's caches that the other has filled


def by_turns(*acts: Callable[[], object], rounds: int = ROUNDS) -> list[float]:
    """The median seconds of each act. In each round each is done some times in a row; the first round warms up."""
    taken: Sequence[list[float]] = [[] for _ in acts]
    for number in range(rounds + 1):
        for act, times in zip(acts, taken, strict=True):
            for _ in range(IN_A_ROW if number else 1):
                start = time.perf_counter()
                act()
                if number:
                    times.append(time.perf_counter() - start)
    return [median(times) for times in taken]


def said(seconds: float) -> str:
    """Seconds as people read them."""
    return f"{seconds * 1000:,.1f} ms" if seconds < 1 else f"{seconds:.1f} s"
