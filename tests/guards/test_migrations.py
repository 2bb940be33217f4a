"""The migrations are one chain, import no model, and make what the models say, on both databases."""

from __future__ import annotations

import ast
import importlib
import re
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from crm.extensions import db


def test_the_migrations_are_one_chain_numbered_in_order(root: Path) -> None:
    script = ScriptDirectory(str(root / "migrations"))
    assert len(script.get_heads()) == 1
    chain = [revision.revision for revision in script.walk_revisions()][::-1]
    assert chain == [f"{number:03d}" for number in range(1, len(chain) + 1)]
    files = sorted(path.name for path in (root / "migrations" / "versions").glob("*.py"))
    assert [name.split("_")[0] for name in files] == chain


def test_no_migration_imports_a_model(root: Path) -> None:
    for path in (root / "migrations" / "versions").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert node.module, path.name
                allowed = ("crm.extensions", "migrations.append_only")
                ours = node.module.split(".")[0] in ("crm", "migrations")
                assert node.module in allowed or not ours, f"{path.name} imports {node.module}"


def test_no_migration_drops_a_table_that_others_refer_to_to_make_it_anew(app: Flask, root: Path) -> None:
    """As a batch does on SQLite, which refuses it where there are such rows."""
    referred = {key.column.table.name for table in db.metadata.tables.values() for key in table.foreign_keys}
    for path in (root / "migrations" / "versions").glob("*.py"):
        batches = re.findall(r'batch_alter_table\("(\w+)"', path.read_text())
        assert path.name < "079" or not referred & {*batches}, path.name


def test_the_models_are_what_the_migrations_make(app: Flask, root: Path) -> None:
    for path in (root / "crm").glob("*/*tables.py"):
        if path.parent.name != "pages":
            importlib.import_module(f"crm.{path.parent.name}.{path.stem}")
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": _known_to_models}
        )
        assert db.metadata.tables
        assert [_in_words(difference) for difference in compare_metadata(context, db.metadata)] == []


def _known_to_models(_object: Any, _name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
    """Models say which columns there are; what makes them fast or sound is the migrations' alone."""
    return kind in ("table", "column")


def _in_words(difference: Any) -> str:
    if isinstance(difference, list):
        return "; ".join(_in_words(one) for one in difference)
    return " ".join(str(part) for part in difference)
