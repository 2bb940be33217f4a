"""Every route says who may use it, in the one table, and turns everybody else away (T11, T20)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.routing import Rule

from crm import access
from crm.actor import Role
from tests import given
from tests.doors import CheckingClient

ROLES = [role for role in Role if role not in (Role.PUBLIC, Role.SYSTEM)]


def _rules(app: Flask) -> Iterator[tuple[Rule, str, access.Need]]:
    """Each rule, an address that it matches, and what it needs."""
    for rule in app.url_map.iter_rules():
        need = access.need_of(app, rule.endpoint)
        assert need is not None, f"{rule.rule} ({rule.endpoint}) says nothing about who may use it"
        values = {name: _sample(rule, name) for name in rule.arguments}
        yield rule, app.url_map.bind("").build(rule.endpoint, values), need


def _sample(rule: Rule, name: str) -> object:
    kind = type(rule._converters[name]).__name__.removesuffix("Converter").lower()
    return {"rownumber": 999_999, "uuid": "00000000-0000-0000-0000-000000000000"}.get(kind, "nothing")


def test_every_route_says_who_may_use_it(app: Flask) -> None:
    found = list(_rules(app))
    assert "/sign-in" in {rule.rule for rule, _, _ in found}
    for rule, _, need in found:
        assert need.permission is None or need.permission in access.MAY, rule.rule


def test_every_permission_is_asked_for_somewhere(app: Flask, root: Path) -> None:
    asked = {need.permission for _, _, need in _rules(app)}
    for path in (root / "crm").rglob("*.py"):
        asked |= set(re.findall(r'\bmay\((?:by, )?"([a-z.]+)"\)', path.read_text()))
    assert set(access.MAY) - asked == set()


def test_whoever_is_not_signed_in_is_asked_to(app: Flask, client: CheckingClient) -> None:
    for rule, address, need in _rules(app):
        if need.permission is not None:
            for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
                answer = client.open(address, method=method)
                where = f"{method} {address}"
                assert answer.status_code == 302, f"{where}: {answer.status}"
                assert answer.location.startswith("/sign-in"), where


@pytest.mark.slow
@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_let_in_where_the_table_says_and_nowhere_else(
    app: Flask, sign_in: Callable[..., CheckingClient], role: Role
) -> None:
    client = sign_in(role, **_place(role))
    for rule, address, need in _rules(app):
        if need.permission is None or rule.endpoint == "sign_in.sign_out":
            continue
        for method in sorted((rule.methods or set()) - {"OPTIONS", "HEAD"}):
            answer = client.open(address, method=method)
            # Who may come in gets an answer of the page: it is there, or not, or the form lacks its token.
            allowed = role in access.MAY[need.permission]
            assert (answer.status_code != 403) == allowed, f"{role}: {method} {address}: {answer.status}"


def _place(role: Role) -> dict[str, object]:
    if role is Role.HUB:
        return {"at": "d2n2"}
    return {"household_id": given.household(given.agency())} if role is Role.CARER else {}
