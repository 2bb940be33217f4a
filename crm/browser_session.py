"""What a browser holds between requests. Before sign-in: a signed cookie with the token of its forms. After:
the random text of a session and nothing else; what Flask keeps in `session` (notices, the token) is in the row.

So signing out ends the session itself, wherever its cookie was copied to (T06), and a cookie says nothing (T36).
"""

from __future__ import annotations

from typing import Any, cast

from flask import Flask, Request, Response
from flask.globals import request_ctx
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.exc import SQLAlchemyError

from crm import clock, config
from crm.extensions import at_once, db
from crm.people import sessions
from crm.register import agencies, settings

_TOKEN = "token"  # noqa: S105 - the name of an entry of the cookie
# Answered without looking at who asks: these work while the database does not.
_WITHOUT = ("/static/", "/health")
_ASKED = sessions.asking(agencies.name_of(sessions.AGENCY_ID), settings.stamp_of(sessions.AGENCY_ID))
_ONLY_LOOKS = ("GET", "HEAD")


class BrowserSession(SecureCookieSession):
    """Flask's session, with whose it is."""

    token: str | None = None
    dead: str | None = None  # the text of a session that is over
    found: sessions.Session | None = None
    reach: tuple[str, tuple[int, ...]] = ("", ())  # the name of its agency or hub, and the agencies that it reaches
    renewed: bool = False  # the cookie must be sent
    failure: SQLAlchemyError | None = None  # the database could not say whose it is

    def begin(self, token: str) -> None:
        """Forget what was kept before sign-in, and hold a new session."""
        self.clear()
        self.token, self.renewed = token, True

    def forget(self) -> None:
        """Hold nothing any more: the session was ended."""
        self.clear()
        self.token, self.found, self.modified = None, None, True


class ServerSessions(SecureCookieSessionInterface):
    """Opens and saves a browser's session."""

    session_class = BrowserSession

    def open_session(self, app: Flask, request: Request) -> BrowserSession | None:
        session = cast(BrowserSession, super().open_session(app, request))
        token = dict(session).get(_TOKEN)
        if not isinstance(token, str):
            return session
        opened = BrowserSession()
        if request.path.startswith(_WITHOUT):
            opened.token = token
            return opened
        try:
            opened.found, opened.reach = _whose(token, only_looks=request.method in _ONLY_LOOKS)
        except SQLAlchemyError as failure:
            opened.failure = failure
            return opened
        if opened.found is None:
            opened.dead = token  # the page that asks to sign in puts a cookie of its own in the place of this one
            return opened
        opened.token = token
        opened.update(opened.found.data)
        opened.modified = False
        return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        session = cast(BrowserSession, session)
        if session.failure is not None:
            return  # the browser keeps its cookie, for when the database is back
        if session.token is None:
            super().save_session(app, session, response)
            return
        response.vary.add("Cookie")
        if session.modified:
            db.session.rollback()  # the view is over: what it meant to keep is committed
            sessions.keep(sessions.hash_of(session.token), dict(session))
            db.session.commit()
        if session.renewed:
            self._send(app, session.token, response)

    def _send(self, app: Flask, token: str, response: Response) -> None:
        serializer = cast(URLSafeTimedSerializer, self.get_signing_serializer(app))  # config gives a key, always
        response.set_cookie(
            self.get_cookie_name(app),
            serializer.dumps({_TOKEN: token}),
            domain=self.get_cookie_domain(app),
            path=self.get_cookie_path(app),
            secure=self.get_cookie_secure(app),
            httponly=self.get_cookie_httponly(app),
            samesite=self.get_cookie_samesite(app),
        )


def _whose(token: str, *, only_looks: bool) -> tuple[sessions.Session | None, tuple[str, tuple[int, ...]]]:
    """The session of a cookie, if it is alive, and what it reaches.

    Read on a connection of its own, so that the request's own transaction begins after it.
    """
    with at_once() as connection:
        known = sessions.find(connection, _ASKED, token, at=clock.now())
        if known is None:
            return None, ("", ())
        found, (agency, stamp) = known
        if found.hub_id is not None:
            return found, agencies.reach_of_hub(connection, found.hub_id)
        if found.agency_id is None:
            return found, (agency or "", ())
        if only_looks:
            settings.take_as_seen(found.agency_id, stamp)
        return found, (agency or "", (found.agency_id,))


def install(app: Flask, settings: config.Settings) -> None:
    """Keep sessions in the database, behind a cookie that scripts and other sites cannot use (T35)."""
    cookie: dict[str, Any] = {"HTTPONLY": True, "SAMESITE": "Lax", "PATH": "/"}
    # __Host- holds the cookie to this very host; a browser takes it over https only.
    cookie |= {"NAME": "__Host-hearth", "SECURE": True} if settings.production else {"NAME": "hearth"}
    app.config.update({f"SESSION_COOKIE_{name}": value for name, value in cookie.items()})
    app.session_interface = ServerSessions()


def current() -> BrowserSession:
    """The session of the request in hand."""
    return cast(BrowserSession, request_ctx.session)
