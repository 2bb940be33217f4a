"""Every look that goes on record is found again under 'Who looked' (T48)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from crm.reads.audited import LISTS, LOOKS

READS = Path(__file__).parents[2] / "crm" / "reads"
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")
# Asking the audit is not a look at a household, unless one was named: its row has the household's number then.
OF_THE_AUDIT = {"audit.view", "audit.export"}


def _literals(tree: ast.AST) -> Iterator[str]:
    """The actions that are handed to `audit.record` and to the functions around it, or are their defaults."""
    for node in ast.walk(tree):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("record"):
            given = [*node.args, *(each.value for each in node.keywords)]
        elif isinstance(node, ast.FunctionDef) and node.name.endswith("record"):
            given = [*node.args.defaults]
        yield from (str(each.value) for each in given if isinstance(each, ast.Constant))


def test_every_look_is_of_a_household_or_a_list_that_names_households() -> None:
    written = {
        text
        for path in READS.glob("*.py")
        for text in _literals(ast.parse(path.read_text(encoding="utf-8")))
        if ACTION.fullmatch(text)
    }
    assert {"household.view", "household.list", "panel.view", "pack.paper"} <= written
    assert written - OF_THE_AUDIT == {*LISTS, *LOOKS} & written
