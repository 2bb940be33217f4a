"""A bar that grows in the terminal, on standard error, and is silent where there is no terminal."""

from __future__ import annotations

import sys
from types import TracebackType

WIDTH = 30


class Bar:
    """Call it with what is done and the whole; it wipes itself away at the end."""

    def __init__(self, what: str) -> None:
        self.what = what
        self.seen = sys.stderr.isatty()
        self.length = 0

    def __enter__(self) -> Bar:
        return self

    def __call__(self, done: int, total: int) -> None:
        if not self.seen or total <= 0:
            return
        full = WIDTH * done // total
        line = f"[{'#' * full}{'.' * (WIDTH - full)}] {done:,} of {total:,} {self.what}"
        self._write(line)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.length:
            self._write("")
            sys.stderr.write("\r")

    def _write(self, line: str) -> None:
        sys.stderr.write("\r" + line.ljust(self.length))
        sys.stderr.flush()
        self.length = len(line)
