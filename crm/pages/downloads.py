"""A download under a name."""

from __future__ import annotations

from flask import Response, make_response


def file(content: bytes, media_type: str, name: str) -> Response:
    """What is saved, and not shown."""
    answer = make_response(content)
    answer.headers["Content-Type"] = media_type
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
