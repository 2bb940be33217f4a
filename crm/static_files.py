"""Static files are sent compressed: a phone on a slow line waits for them before anything is styled.

Pages are not. They hold secrets, as the token of a form, beside words that somebody else may have put there: how
well the two compress together tells of the secret to whoever watches the line (BREACH).
"""

from __future__ import annotations

import gzip
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request
from werkzeug.security import safe_join

TYPES = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
MOST = 64  # files kept compressed: more than there are of one version


def install(app: Flask) -> None:
    """Compress what a static file answers, for whoever can read that."""

    @app.after_request
    def shrink(response: Response) -> Response:
        if request.endpoint != "static" or response.mimetype not in TYPES or response.status_code != 200:
            return response
        response.vary.add("Accept-Encoding")
        file = _file(app, (request.view_args or {}).get("filename", ""))
        if file is None or not request.accept_encodings["gzip"]:
            return response
        content = _compressed(file, file.stat().st_mtime_ns)
        etag, _ = response.get_etag()
        response.close()  # the file itself, which is not sent
        response.direct_passthrough = False
        response.set_data(content)
        response.headers["Content-Encoding"] = "gzip"
        if etag:
            response.set_etag(etag, weak=True)
        return response


def _file(app: Flask, name: str) -> Path | None:
    found = safe_join(app.static_folder or "", name)
    return Path(found) if found else None


@lru_cache(MOST)
def _compressed(file: Path, _changed_at: int) -> bytes:
    return gzip.compress(file.read_bytes(), 9, mtime=0)
