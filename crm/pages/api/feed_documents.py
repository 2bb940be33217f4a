"""What the OpenAPI document says of the feeds: their parameters, their rows and their refusals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.api_words import KEY_SCOPES
from crm.exchange.feeds.fields import BEDS, CARERS, FIGURES, REGISTER, Field
from crm.journey.ranges import Population, Route
from crm.pages.api.asked import DEFAULT, LARGEST_PAGE, MOST, MOST_QUARTERS
from crm.pages.api.feeds import OPENED_BY, PARAMETERS
from crm.pages.api.problems import TYPE
from crm.reports.scope import OF_POPULATION

FIELDS: Mapping[str, Mapping[str, Field]] = {
    "figures": FIGURES,
    "funnel": FIGURES,
    "beds": BEDS,
    "carers": CARERS,
    "register": REGISTER,
}
SAYS = {
    "figures": "Every figure of the quarterly report, with what it is compared with",
    "funnel": "Activity, stages and the cohort of the report",
    "beds": "From opening to closing of households and of beds, by cause",
    "carers": "Approved carers by ethnicity, age, sex and religion, and figures by area: totals alone",
    "register": "The terms of approval at the end of a day, one row a household",
}
_PARAMETERS: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "agency": ("The council's short name; left out, the one of the key.", {"type": "string", "maxLength": 100}),
    "hub": ("A hub's short name, or those of several councils with commas.", {"type": "string", "maxLength": 200}),
    "from": (
        "The first day, like 2026-07-01; left out with 'to', the quarter that ended last.",
        {"format": "date"},
    ),
    "to": ("The last day, inside the period.", {"format": "date"}),
    "known_on": ("As known at the end of this day; left out, today.", {"format": "date"}),
    OF_POPULATION: ("Of the routes of one population only.", {"type": "string", "enum": list(Population)}),
    "route": ("Of the journeys of one route only.", {"type": "string", "enum": list(Route)}),
    "offer": ("Of approvals whose terms name an offer, by its code.", {"type": "string", "maxLength": 40}),
    "area": (
        "Of households in an area, like DE22; 'none' where it is not known.",
        {"type": "string", "maxLength": 10},
    ),
    "on": ("The day; left out, today.", {"format": "date"}),
    "each": (
        f"'quarter' gives the lines of each quarter of the period, of {MOST_QUARTERS} at most.",
        {"type": "string", "enum": ["period", "quarter"], "default": "period"},
    ),
    "page": ("Which page.", {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 1}),
    "page_size": ("Rows a page.", {"type": "integer", "minimum": 1, "maximum": MOST, "default": DEFAULT}),
    "format": ("JSON, or CSV with the rows alone.", {"type": "string", "enum": ["json", "csv"], "default": "json"}),
}
REFUSED = {
    "401": "The key is missing or opens nothing.",
    "403": "The key does not open this.",
    "404": "There is no such council or hub, or it is none of the key's.",
    "422": "Some parameters cannot be taken: 'errors' names each.",
    "429": "Too many at once: try again after the seconds of Retry-After.",
    "503": "Somebody is loading much data: try again after the seconds of Retry-After.",
}
_KINDS: Mapping[str, Mapping[str, Any]] = {
    "text": {"type": "string"},
    "address": {"type": "string", "format": "uri"},
    "day": {"type": "string", "format": "date"},
    "number": {"type": "number"},
    "whole": {"type": "integer"},
    "texts": {"type": "array", "items": {"type": "string"}},
}


def paths() -> dict[str, Any]:
    """Each address below /api/v1 that reads figures."""
    return {"/reports": {"get": _index()}, **{f"/reports/{name}": {"get": _feed(name)} for name in PARAMETERS}}


def schemas() -> dict[str, Any]:
    """The rows of each feed."""
    return {
        _row_of(name): {
            "type": "object",
            "additionalProperties": False,
            "required": list(fields),
            "properties": {field: _property(of) for field, of in fields.items()},
        }
        for name, fields in FIELDS.items()
    }


def _feed(name: str) -> dict[str, Any]:
    opened_by = " or ".join(f"'{KEY_SCOPES[scope]}'" for scope in KEY_SCOPES if scope in OPENED_BY[name])
    tag = {
        "description": "Send it back as If-None-Match: 304 says that nothing changed.",
        "schema": {"type": "string"},
    }
    content = {
        "application/json": {"schema": _page(name)},
        "text/csv": {"schema": {"type": "string"}},
    }
    whole = {"description": "A page of rows.", "headers": {"ETag": tag}, "content": content}
    return {
        "operationId": f"read{name.capitalize()}",
        "summary": SAYS[name],
        "description": f"With a key that may: {opened_by}.",
        "parameters": [_parameter(each) for each in (*PARAMETERS[name], "page", "page_size", "format")]
        + [{"name": "If-None-Match", "in": "header", "schema": {"type": "string"}}],
        "responses": {"200": whole, "304": {"description": "As it was."}, **_refused(REFUSED)},
    }


def _index() -> dict[str, Any]:
    text = {"type": "string"}
    whole = {
        "type": "object",
        "required": ["key", "about", "feeds"],
        "properties": {
            "key": {"enum": list(KEY_SCOPES)},
            "about": {"type": "array", "items": {"type": "object", "additionalProperties": text}},
            "feeds": {"type": "object", "additionalProperties": text},
        },
    }
    return {
        "operationId": "readWhatThereIs",
        "summary": "What the key opens: councils, and the addresses of feeds",
        "responses": {
            "200": {"description": "What there is.", "content": {"application/json": {"schema": whole}}},
            **_refused({code: REFUSED[code] for code in ("401", "403", "429", "503")}),
        },
    }


def _refused(codes: Mapping[str, str]) -> dict[str, Any]:
    problem = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {code: {"description": says, "content": problem} for code, says in codes.items()}


def _parameter(name: str) -> dict[str, Any]:
    says, shape = _PARAMETERS[name]
    return {"name": name, "in": "query", "description": says, "schema": {"type": "string", **shape}}


def _page(name: str) -> dict[str, Any]:
    texts = (
        ("feed", "scope", "copy", "says", "on")
        if name == "register"
        else (*("feed", "scope", "copy", "says", "from", "to", "known_on"),)
    )
    whole = {"type": "integer", "minimum": 0}
    return {
        "type": "object",
        "required": [*texts, "count", "page", "pages", "next", "rows"],
        "properties": {
            **{each: {"type": "string"} for each in texts},
            **({} if name == "register" else {"narrowed_to": {"type": "string"}}),
            **dict.fromkeys(("count", "page", "pages"), whole),
            "next": {"type": ["string", "null"], "format": "uri"},
            "rows": {"type": "array", "items": {"$ref": f"#/components/schemas/{_row_of(name)}"}},
        },
    }


def _row_of(name: str) -> str:
    return f"RowOf{name.capitalize()}"


def _property(field: Field) -> dict[str, Any]:
    shape = dict(_KINDS[field.kind])
    if field.empty:
        shape["type"] = [shape["type"], "null"]
    return {**shape, "description": field.says}
