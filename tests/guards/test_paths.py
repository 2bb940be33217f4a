"""Nothing in the project names the machine on which it was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

TOP = ("crm", "templates", "static", "migrations", "tests", "bench", "docs", ".ci")
TEXT = {".py", ".html", ".md", ".txt", ".toml", ".ini", ".in", ".css", ".js", ".json", ".csv", ".svg", ".sh", ""}
# Assembled, so that this file does not find itself.
PERSONAL = re.compile("|".join(("/ho" + r"me/\w", "/ro" + "ot/", "/Us" + "ers/", "/wo" + "rk/", r"/tm" + r"p/\w")))


def _files(root: Path) -> Iterator[Path]:
    yield from (path for path in root.iterdir() if path.is_file())
    for folder in TOP:
        yield from (path for path in sorted((root / folder).rglob("*")) if path.is_file())


def test_no_file_names_a_folder_of_somebodys_machine(root: Path) -> None:
    found = []
    for path in _files(root):
        if path.suffix in TEXT and "__pycache__" not in path.parts and "vendor" not in path.parts:
            for number, line in enumerate(path.read_text(errors="replace").splitlines(), start=1):
                if PERSONAL.search(line):
                    found.append(f"{path.relative_to(root)}:{number}: {line.strip()[:100]}")
    assert found == []
