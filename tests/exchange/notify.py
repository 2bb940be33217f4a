"""A Notify of the tests' own, on this machine: it keeps what it was given, and lists it by its reference."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

_UUID = "00000000-1111-2222-3333-44444444444"
NOTIFY = {"CRM_NOTIFY_KEY": f"tests-{_UUID}5-{_UUID}6", "CRM_NOTIFY_TEMPLATE": f"{_UUID}7"}


class Standing:
    """What the server was given, and how it behaves. `hold`: the first letter is taken, and never answered for."""

    def __init__(self, *, refuses: bool, hold: bool) -> None:
        self.taken: list[dict[str, Any]] = []
        self.refuses, self.hold = refuses, hold
        self.holding = threading.Event()
        self.ended = threading.Event()
        self.url = ""


class _Handler(BaseHTTPRequestHandler):
    standing: Standing

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        assert self.headers["Authorization"].startswith("Bearer ey")
        standing = self.standing
        if standing.refuses:
            errors = [{"error": "ValidationError", "message": f"{asked['email_address']} is not an address"}]
            return self._say(400, {"status_code": 400, "errors": errors})
        standing.taken.append(asked)
        if standing.hold and len(standing.taken) == 1:
            standing.holding.set()
            standing.ended.wait(30)  # whoever asked is gone by then
        return self._say(201, {"id": "1", "reference": asked.get("reference")})

    def do_GET(self) -> None:
        [reference] = parse_qs(urlsplit(self.path).query)["reference"]
        found = [each for each in self.standing.taken if each.get("reference") == reference]
        self._say(200, {"notifications": [{"reference": each["reference"]} for each in found], "links": {}})

    def _say(self, code: int, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        try:
            self.send_response(code)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)
        except OSError:
            return  # nobody waits for it any more

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the output is pytest's."""


@contextmanager
def standing(*, refuses: bool = False, hold: bool = False) -> Iterator[Standing]:
    """A Notify for as long as the block lasts."""
    made = Standing(refuses=refuses, hold=hold)
    handler = type("Handler", (_Handler,), {"standing": made})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield made
    finally:
        made.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()
