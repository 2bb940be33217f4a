"""What import-linter cannot say about who may use what. The contracts themselves are in pyproject.toml."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

# What reads the time of the machine, as it is called.
READS_THE_TIME = {"now", "today", "utcnow", "time", "time_ns", "localtime", "gmtime"}
CLOCKS = {"datetime", "date", "time", "dt"}


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute"
            yield node.module or ""


def test_the_rules_of_the_journey_need_only_the_standard_library(root: Path) -> None:
    modules = sorted((root / "crm" / "journey").glob("*.py"))
    assert modules
    for path in modules:
        for name in _imported(ast.parse(path.read_text())):
            own = name.split(".")[:2] == ["crm", "journey"]
            assert own or name.split(".")[0] in sys.stdlib_module_names, f"{path.name} imports {name}"


def test_only_the_clock_reads_the_time(root: Path) -> None:
    readers = set()
    for path in sorted((root / "crm").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                of = node.func.value
                name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
                if node.func.attr in READS_THE_TIME and name in CLOCKS:
                    readers.add(str(path.relative_to(root)))
    assert readers == {"crm/clock.py"}


def test_T49_a_version_is_compared_only_with_its_row_held(root: Path) -> None:
    """Two who save at once both pass a comparison that holds nothing: on PostgreSQL both read before one writes."""
    loose = set()
    for path in sorted([*(root / "crm" / "commands").rglob("*.py"), *(root / "crm" / "people").rglob("*.py")]):
        for node in ast.walk(ast.parse(path.read_text())):
            said = ast.unparse(node) if isinstance(node, ast.Compare | ast.Call) else ""
            of_a_row = isinstance(node, ast.Compare) and isinstance(node.left, ast.Attribute)
            if of_a_row and re.match(r"[a-z.]+\.version [!=]=", said):
                loose.add(f"{path.name}: {said}: ask crm.holding.overtaken")
            if said.startswith("db.session.get(") and "with_for_update=True" in said:
                loose.add(f"{path.name}: {said} may be as it was read before: ask crm.holding.held")
    assert loose == set()
