"""The OpenAPI document is the API: every address, and whatever is asked is answered as it says."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import given as for_any
from hypothesis import strategies as st

from crm.pages.api import documents, feed_documents, feeds
from crm.people import api_keys
from crm.people.guesses import Limit
from tests.examples import many
from tests.pages.test_feeds import FEEDS, Keyed, derby, keyed, manager  # noqa: F401 - fixtures

pytestmark = pytest.mark.slow  # together they take seconds


def test_the_document_has_every_address_of_the_api_and_no_other(app: Flask) -> None:
    told = documents.document("https://hearth.example")
    described = {(f"/api/v1{path}", way.upper()) for path, ways in told["paths"].items() for way in ways}
    routes = {
        (rule.rule, way)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.endpoint.startswith("api_documents.")
        for way in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == routes
    assert set(feed_documents.FIELDS) == set(feeds.PARAMETERS) == set(FEEDS)


def as_described(value: Any, schema: Mapping[str, Any], whole: Mapping[str, Any]) -> None:
    """That a value is as a schema of the document says; of what the document uses."""
    if "$ref" in schema:
        schema = whole["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    kinds = schema.get("type", [])
    kind = {type(None): "null", str: "string", list: "array", dict: "object", int: "integer", float: "number"}
    assert {kind[type(value)], "number" if isinstance(value, int) else ""} & {
        *([kinds] if isinstance(kinds, str) else kinds)
    }
    if isinstance(value, dict):
        assert set(schema.get("required", ())) <= set(value)
        if schema.get("additionalProperties") is False:
            assert set(value) <= set(schema["properties"])
        for name, each in value.items():
            as_described(each, schema.get("properties", {}).get(name, {"type": kind[type(each)]}), whole)
    if isinstance(value, list):
        for each in value:
            as_described(each, schema["items"], whole)
    if schema.get("format") == "date" and value is not None:
        date.fromisoformat(value)


DAYS = st.dates(date(2019, 1, 1), date(2023, 1, 1)).map(str) | st.sampled_from(["2021-04-01", "2021-09-30"])
ODD = st.text(max_size=30) | st.integers().map(str)
QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "agency": st.sampled_from(["derby", "nottingham"]) | ODD,
        "hub": ODD,
        **dict.fromkeys(("from", "to", "known_on", "on"), DAYS | ODD),
        "each": st.sampled_from(["period", "quarter"]) | ODD,
        "page": st.integers(0, 4).map(str) | ODD,
        "page_size": st.integers(0, 200).map(str) | ODD,
        "format": st.sampled_from(["json", "csv"]) | ODD,
        "unheard": ODD,
    },
)


def test_whatever_is_asked_is_answered_as_the_document_says(
    derby: int,  # noqa: F811
    keyed: Keyed,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(api_keys, "READS", Limit(10**6, timedelta(minutes=1)))
    programs = {scope: keyed(scope) for scope in ("published", "references")}
    told = documents.document("http://127.0.0.1:8000")
    codes = set()

    @settings(max_examples=many(40), suppress_health_check=list(HealthCheck))
    @for_any(st.sampled_from(sorted(programs)), st.sampled_from(FEEDS), QUERIES)
    def asks(scope: str, feed: str, query: dict[str, str]) -> None:
        known = {each["name"] for each in told["paths"][f"/reports/{feed}"]["get"]["parameters"]}
        sent = {name: value for name, value in query.items() if name in known or name == "unheard"}
        program = programs[scope]
        answer = program.client.get(
            f"/api/v1/reports/{feed}", query_string=sent, headers={"Authorization": f"Bearer {program.key}"}
        )
        codes.add(answer.status_code)
        described = told["paths"][f"/reports/{feed}"]["get"]["responses"][str(answer.status_code)]["content"]
        assert answer.mimetype in described
        if answer.is_json:
            as_described(answer.get_json(), described[answer.mimetype]["schema"], told)

    asks()
    assert codes >= {200, 403, 404, 422}
