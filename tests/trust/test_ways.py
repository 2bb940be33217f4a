"""The walk of tests/trust/test_walk.py knows every route. Quick, so that whoever adds one is told at once."""

from __future__ import annotations

from flask import Flask

from crm import access
from tests.databases import Database
from tests.trust.canaries import two_councils
from tests.trust.ways import ways


def test_t11_every_record_that_an_address_names_is_one_that_the_walk_has(app: Flask, database: Database) -> None:
    ours, theirs = two_councils(database)
    found = list(ways(app, ours, theirs))
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]
    assert {way.endpoint for way in found} == {rule.endpoint for rule in rules}
    for way in found:
        assert way.permission is None or way.permission in access.MAY
        assert len({way.own, way.foreign, way.unknown}) in (1, 3), way.own
