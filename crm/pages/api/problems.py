"""Answers to a program that say no: RFC 9457, application/problem+json."""

from __future__ import annotations

import json
from collections.abc import Sequence

from flask import Response, g, request

API = "/api/"
TYPE = "application/problem+json"
# What each refusal is called, by the anchor under which the page about the API explains it.
TITLES = {
    "key": "The key is missing, or opens nothing",
    "idempotency-key": "The Idempotency-Key is missing, or is not one",
    "unreadable": "The body is not a JSON object",
    "invalid": "Some fields cannot be taken",
    "reused": "The Idempotency-Key was used for something else",
    "forgotten": "The Idempotency-Key was used more than a day ago",
    "too-many": "Too many requests at once",
    "scope": "The key does not open this",
}
OF_CODES = {
    404: "There is nothing at this address",
    405: "This address does not take that method",
    413: "The body is too large",
    415: "Send the body as application/json",
    503: "Hearth is busy: try again in a minute",
}


def asked() -> bool:
    """Whether whoever asks is a program, and not a person with a browser."""
    return request.path.startswith(API)


def problem(
    code: int, kind: str = "", detail: str = "", wrong: Sequence[tuple[str, str]] = (), **headers: str
) -> Response:
    """A refusal: its kind, one of TITLES, what is the matter, and which fields are wrong."""
    title = (
        TITLES.get(kind) or OF_CODES.get(code) or ("Hearth has a fault" if code >= 500 else "This is not possible")
    )
    said: dict[str, object] = {
        "type": f"/api/v1/#{kind}" if kind else "about:blank",
        "title": title,
        "status": code,
        "request_id": str(g.get("request_id", "")),
    }
    if detail:
        said["detail"] = detail
    if wrong:
        said["errors"] = [{"pointer": pointer, "detail": why} for pointer, why in wrong]
    answer = Response(json.dumps(said), code, content_type=TYPE)
    answer.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return answer
