"""What an account of PostgreSQL's own may do that only serves: read, add, and change what may be changed (T47).

Triggers keep the ledgers and the audit append-only; whoever owns the tables can take triggers away. An account that
does not own them cannot, and has no right to change those tables either: the program that faces the world uses it.
SQLite knows no accounts: there whoever can write the file owns it.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from crm.errors import Unusable
from crm.extensions import db

READ_ONLY = ("alembic_version",)
# By the triggers of migrations/append_only.py: rows are only added; rows are changed, and never removed.
_ADDED_TO, _KEPT = "append_only", "growing"
_BY_TRIGGER = text(
    "SELECT DISTINCT relname FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid "
    "WHERE NOT tgisinternal AND tgname = relname || '_' || :ending"
)
_TABLES = text("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
_ROLE = text(
    "SELECT rolsuper, EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema() AND tableowner = rolname) "
    "FROM pg_roles WHERE rolname = :role"
)


def grant(role: str) -> int:
    """Let an account do what serving needs, and nothing else, whatever it could do before; how many tables.

    As the owner of the tables, and again after each migration. Unusable: there is no such account, or nothing could
    be kept from it, because it owns the tables or is a superuser.
    """
    if db.engine.dialect.name != "postgresql":
        raise Unusable("SQLite knows no accounts: keep the file where only Hearth's own user can write")
    with db.engine.begin() as connection:
        found = connection.execute(_ROLE, {"role": role}).one_or_none()
        if found is None:
            raise Unusable(f"PostgreSQL has no account '{role}': CREATE ROLE it first, with LOGIN")
        if any(found):
            raise Unusable(f"'{role}' is a superuser or owns the tables: nothing can be kept from it")
        tables = list(connection.execute(_TABLES).scalars())
        if not tables:
            raise Unusable("the database is not made yet: run `crm init`")
        for statement in _statements(connection, role, tables):
            connection.execute(text(statement))
    return len(tables)


def _statements(connection: Connection, role: str, tables: list[str]) -> Iterator[str]:
    quote = connection.dialect.identifier_preparer.quote_identifier
    to, schema = quote(role), quote(str(connection.execute(text("SELECT current_schema()")).scalar_one()))
    added_to, kept = (
        set(connection.execute(_BY_TRIGGER, {"ending": ending}).scalars()) for ending in (_ADDED_TO, _KEPT)
    )
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM {to}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM {to}"
    yield f"REVOKE CREATE ON SCHEMA {schema} FROM PUBLIC, {to}"
    yield f"GRANT USAGE ON SCHEMA {schema} TO {to}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO {to}"
    for table in tables:
        may = ["SELECT"]
        if table not in READ_ONLY:
            may.append("INSERT")
            may += [] if table in added_to else ["UPDATE"] if table in kept else ["UPDATE", "DELETE"]
        yield f"GRANT {', '.join(may)} ON {quote(table)} TO {to}"
