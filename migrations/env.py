"""Runs the migrations on the database of the application that asks for them."""

from __future__ import annotations

import importlib
from contextlib import nullcontext
from pathlib import Path

from alembic import context
from flask import current_app

from crm.extensions import db


def _know_every_table() -> None:
    """Import each folder's tables, so that a test can compare the models with the migrated database."""
    package = Path(current_app.root_path)
    for path in sorted(package.glob("*/*tables.py")):
        if path.parent.name != "pages":  # those are what people read
            importlib.import_module(f"crm.{path.parent.name}.{path.stem}")


def run() -> None:
    _know_every_table()
    given = context.config.attributes.get("connection")  # of whoever makes the tables within a transaction
    with db.engine.connect() if given is None else nullcontext(given) as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            render_as_batch=True,
            transaction_per_migration=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
