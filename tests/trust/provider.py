"""A council's sign-in, played on this machine: it gives whatever token the test wants to whoever has the code."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import WSGIRequestHandler, make_server

from crm import clock

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

CLIENT, SECRET = "hearth", "a-secret-of-the-provider"


@cache
def _first_key() -> RSAKey:
    """The key of every provider, until a test gives it another: it takes 0.1 s to make."""
    return RSAKey.generate_key(2048, {"kid": "one"})


class _Quiet(WSGIRequestHandler):
    def log(self, *_args: Any, **_kwargs: Any) -> None:
        """Say nothing: the output is pytest's."""


@dataclass
class Provider:
    """What it says, which a test may falsify: claims over the true ones, another key, another issuer."""

    address: str = ""
    says: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    without: tuple[str, ...] = ()
    key: RSAKey = field(default_factory=_first_key)
    signs_with: RSAKey | None = None
    unsigned: bool = False
    now: int = 0
    asked: dict[str, str] = field(default_factory=dict)  # what the browser was last sent with
    heard: dict[str, str] = field(default_factory=dict)  # what came for the token

    def visit(self, location: str, **answer: str) -> str:
        """What a browser does there: sign in, and be sent back; the address with path and query."""
        self.asked = dict(parse_qsl(urlsplit(location).query))
        given = {"code": "the-code", "state": self.asked["state"], **answer}
        back = urlsplit(self.asked["redirect_uri"])
        return f"{back.path}?" + "&".join(f"{name}={value}" for name, value in given.items() if value)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        status, body = "200 OK", {}
        if path.endswith("openid-configuration"):
            body = {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/keys",
                **self.says,
            }
        elif path == "/keys":
            body = dict(KeySet([self.key]).as_dict(private=False))
        else:
            status, body = self._token(environ)
        start_response(status, [("Content-Type", "application/json")])
        return [json.dumps(body).encode()]

    def _token(self, environ: WSGIEnvironment) -> tuple[str, dict[str, Any]]:
        sent = parse_qs(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode())
        self.heard = {name: values[0] for name, values in sent.items()}
        digest = hashlib.sha256(self.heard.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        right = challenge == self.asked["code_challenge"] and environ["HTTP_AUTHORIZATION"] == f"Basic {basic}"
        if not right or self.heard.get("code") != "the-code":
            return "400 Bad Request", {"error": "invalid_grant"}
        return "200 OK", {"access_token": "x", "token_type": "Bearer", "id_token": self._id_token()}

    def _id_token(self) -> str:
        true = {
            "iss": self.address,
            "aud": CLIENT,
            "sub": "subject-of-wren",
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": self.asked["nonce"],
            "email": "officer@derby.example",
            "email_verified": True,
        }
        claims = {name: value for name, value in {**true, **self.claims}.items() if name not in self.without}
        if self.unsigned:
            parts = ({"alg": "none"}, claims)
            encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
            return ".".join([*encoded, ""])
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, self.signs_with or self.key)


@contextmanager
def running() -> Iterator[Provider]:
    """The provider, at an address of this machine."""
    provider = Provider(now=int(clock.now().timestamp()))
    server = make_server("127.0.0.1", 0, provider, threaded=True, request_handler=_Quiet)
    provider.address = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
