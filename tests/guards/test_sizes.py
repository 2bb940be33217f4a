"""The ceilings of the house: what outgrows them is split by noun."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

MODULE, FUNCTION, TEMPLATE = 300, 40, 100


def _modules(root: Path) -> Iterator[tuple[str, str]]:
    for folder in ("crm", "migrations", "tests", "bench"):
        for path in sorted((root / folder).rglob("*.py")):
            yield str(path.relative_to(root)), path.read_text()


def test_no_module_has_more_than_300_lines(root: Path) -> None:
    lengths = {name: len(text.splitlines()) for name, text in _modules(root)}
    assert "crm/__init__.py" in lengths
    assert {name: length for name, length in lengths.items() if length > MODULE} == {}


def test_no_function_has_more_than_40_lines(root: Path) -> None:
    long = {}
    for name, text in _modules(root):
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION:
                    long[f"{name}:{node.lineno} {node.name}"] = length
    assert long == {}


def test_no_template_has_more_than_100_lines(root: Path) -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in sorted((root / "templates").rglob("*.*"))}
    assert {str(path): length for path, length in lengths.items() if length > TEMPLATE} == {}
