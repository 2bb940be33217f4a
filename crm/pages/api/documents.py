"""What the API takes and answers: as an OpenAPI 3.1 document for programs, and as a page for people."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, jsonify, render_template

from crm import access
from crm.forms import api_enquiries as forms
from crm.forms.api_enquiries import Field
from crm.pages.api import feed_documents as feeds
from crm.pages.api.feeds import base_url
from crm.pages.api.problems import TITLES, TYPE

blueprint = Blueprint("api_documents", __name__)

LIMITS = {"text": "maxLength", "texts": "maxItems"}
ANSWERS = {
    "reference": "The reference that the person is told. A hub's enquirer keeps it when a council accepts them.",
    "council": "The council that has the enquiry.",
    "contact_by": "The day by which somebody gets in touch, or nothing where the council has set none.",
}
REFUSED = {
    "400": "The Idempotency-Key is missing, or the body is not a JSON object.",
    "401": "The key is missing or opens nothing.",
    "403": "The key reads figures, and sends nothing.",
    "409": "The Idempotency-Key was used more than a day ago: nothing is recorded, send it with a new one.",
    "413": "The body is larger than 64 KiB.",
    "415": "The body is not application/json.",
    "422": "Some fields cannot be taken, or the Idempotency-Key was another enquiry's.",
    "429": "Too many at once: try again after the seconds of Retry-After.",
    "503": "Somebody is loading much data: try again after the seconds of Retry-After.",
}


@blueprint.get("/api/v1/openapi.json")
@access.public
def openapi() -> Response:
    """The document."""
    return jsonify(document(base_url()))


@blueprint.get("/api/v1/")
@access.public
def page() -> str:
    """The same for people, with a request to copy."""
    return render_template(
        "pages/api/page.html",
        fields=forms.FIELDS,
        answers=ANSWERS,
        refused=[(code, REFUSED.get(code), feeds.REFUSED.get(code)) for code in sorted({*REFUSED, *feeds.REFUSED})],
        titles=TITLES,
        base_url=base_url(),
        feeds=feeds.SAYS,
        row=feeds.FIELDS["figures"],
        example=json.dumps(forms.SHOWN, indent=2, ensure_ascii=False),
    )


def document(base_url: str) -> dict[str, Any]:
    """The OpenAPI document of a Hearth at an address."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hearth: enquiries about fostering, and figures",
            "version": "1",
            "description": "A council's or a hub's own website sends enquiries; Power BI, Excel and other programs "
            "read figures. A key does the one or the other.",
        },
        "servers": [{"url": f"{base_url}/api/v1"}],
        "security": [{"key": []}],
        "paths": {"/enquiries": {"post": _post()}, "/lists": {"get": _lists()}, **feeds.paths()},
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "Made by the council's manager in Hearth, under 'Keys for other programs'.",
                }
            },
            "schemas": {"Enquiry": _enquiry(), "Taken": _taken(), "Problem": _problem(), **feeds.schemas()},
        },
    }


def _post() -> dict[str, Any]:
    taken = {"application/json": {"schema": {"$ref": "#/components/schemas/Taken"}}}
    problem = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    replayed = {"description": "'true' where it was on record already.", "schema": {"type": "string"}}
    return {
        "operationId": "sendEnquiry",
        "summary": "Send an enquiry",
        "description": "On record when it is answered. Sent again with its Idempotency-Key within a day, it is "
        "answered alike; later it is refused with 409: nothing is kept by which to tell that it is the same. "
        "With a hub's key the enquirer is handed to the council that is named, else to that of the postcode, else "
        "to one in turn, where councils take turns. The council accepts them, and counts the enquiry.",
        "parameters": [
            {
                "name": "Idempotency-Key",
                "in": "header",
                "required": True,
                "description": "New for each enquiry, as a UUID, and the same each time that this one is sent.",
                "schema": {"type": "string", "minLength": 8, "maxLength": 200},
            }
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Enquiry"}}},
        },
        "responses": {
            "201": {
                "description": "It is on record.",
                "headers": {"Idempotency-Replayed": replayed},
                "content": taken,
            }
        }
        | {code: {"description": says, "content": problem} for code, says in REFUSED.items()},
    }


def _lists() -> dict[str, Any]:
    entry = {"type": "object", "properties": {"code": {"type": "string"}, "label": {"type": "string"}}}
    of_council = {"type": "object", "additionalProperties": {"type": "array", "items": entry}}
    content = {"application/json": {"schema": {"type": "object", "additionalProperties": of_council}}}
    problem = {TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        "operationId": "readLists",
        "summary": "Read the codes that each council takes",
        "responses": {
            "200": {"description": "By the council's short name and the field.", "content": content},
            **{code: {"description": REFUSED[code], "content": problem} for code in ("401", "403")},
        },
    }


def _enquiry() -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [name for name, field in forms.FIELDS.items() if field.required],
        "anyOf": [{"required": ["phone"]}, {"required": ["email"]}],
        "properties": {name: _property(field) for name, field in forms.FIELDS.items()},
        "examples": [forms.SHOWN],
    }


def _property(field: Field) -> dict[str, Any]:
    shape: dict[str, Any] = {"description": field.says}
    if field.kind == "yes_or_no":
        return shape | {"type": "boolean"}
    shape[LIMITS[field.kind]] = field.most
    if field.kind == "texts":
        return shape | {"type": "array", "items": {"type": "string", "maxLength": 40}}
    return shape | {"type": "string"} | ({"pattern": f"^{field.pattern}$"} if field.pattern else {})


def _taken() -> dict[str, Any]:
    text, day = {"type": "string"}, {"type": ["string", "null"], "format": "date"}
    return {
        "type": "object",
        "required": list(ANSWERS),
        "properties": {
            name: (day if name == "contact_by" else text) | {"description": says} for name, says in ANSWERS.items()
        },
    }


def _problem() -> dict[str, Any]:
    wrong = {"type": "object", "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}}}
    texts = {name: {"type": "string"} for name in ("type", "title", "detail", "request_id")}
    return {
        "type": "object",
        "description": "RFC 9457. 'errors' names each field that is wrong by its JSON pointer.",
        "required": ["type", "title", "status"],
        "properties": texts | {"status": {"type": "integer"}, "errors": {"type": "array", "items": wrong}},
    }
