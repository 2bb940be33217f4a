"""Looking changes nothing: a GET writes no row, save who looked (audit) and who is still there (session)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import inspect

from crm import access
from crm.actor import Role
from crm.extensions import db
from tests import given
from tests.doors import CheckingClient

# Who looked, and the last sign of life of a session.
WRITTEN_BY_LOOKING = {"audit_entry", "signed_in"}


def _rows() -> dict[str, list[str]]:
    """Everything that the database holds, but what looking may write."""
    tables = set(inspect(db.engine).get_table_names()) - WRITTEN_BY_LOOKING
    with db.engine.connect() as connection:
        rows = {table: connection.exec_driver_sql(f"SELECT * FROM {table}").all() for table in tables}
    return {table: sorted(str(tuple(row)) for row in found) for table, found in rows.items()}


@pytest.fixture
def values(app: Flask) -> dict[str, object]:
    """A value for each name that a route may hold: of records that there are."""
    derby = given.agency()
    return {"household_id": given.household(derby)}


@pytest.mark.parametrize("role", [None, Role.MANAGER, Role.CARER])
def test_a_get_writes_nothing(
    app: Flask,
    client: CheckingClient,
    sign_in: Callable[..., CheckingClient],
    values: dict[str, object],
    role: Role | None,
) -> None:
    household = {"household_id": values["household_id"]} if role is Role.CARER else {}
    browser = sign_in(role, **household) if role else client
    looked = []
    for rule in app.url_map.iter_rules():
        need = access.need_of(app, rule.endpoint)
        permission = need.permission if need else None
        if "GET" not in (rule.methods or ()) or (permission and (not role or role not in access.MAY[permission])):
            continue
        if rule.endpoint != "static":
            given_values = {name: values[name] for name in rule.arguments}
            address = app.url_map.bind("").build(rule.endpoint, given_values)
            before = _rows()
            answer = browser.get(address)
            assert answer.status_code < 400, f"{address}: {answer.status}"
            assert _rows() == before, address
            looked.append(address)
    assert looked
