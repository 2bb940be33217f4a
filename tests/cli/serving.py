"""`crm serve` as a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


class Server:
    """A server that has been started; `until` must have seen its address before `address` is there."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.address = ""

    @property
    def pid(self) -> int:
        return self.process.pid

    def until(self, beginning: str) -> Iterator[str]:
        """The lines that it says, up to the one with this beginning."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield line
            if line.startswith(beginning):
                self.address = line.partition(" at ")[2].partition(" ")[0]
                return
        raise AssertionError(f"the server ended without saying '{beginning}'")


@contextmanager
def served(database_url: str, *arguments: str, first: str = "") -> Iterator[Server]:
    """A server on a database, at a port that is free; ended with the block. `first` runs in it before it serves."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CRM_")}
    environ |= {"CRM_DATABASE_URL": database_url, "CRM_SECRET_KEY": "of-a-test"}
    program = [sys.executable, "-c", f"import crm.cli; {first}crm.cli.main()", "serve", "--port", "0", *arguments]
    with subprocess.Popen(program, env=environ, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Server(process)
        finally:
            process.terminate()
