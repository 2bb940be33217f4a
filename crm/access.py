"""Who may do what: one table, and nothing is allowed that it does not allow (trust.md section 5).

A permission says which pages a role may use. Whose records they show is another question, answered where
records are loaded (`reads/`, and the loading of commands) by the agencies of the actor: a foreign record is
answered like an unknown one.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar, cast

from flask import Flask, Response, abort, current_app, g, make_response, redirect, request, url_for
from flask_login import current_user
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, RoutingException
from werkzeug.wrappers import Response as AnyResponse

from crm import audit, browser_session, clock
from crm.actor import Actor, Role, nobody
from crm.extensions import db, login_manager, patience, reading, writing
from crm.people import kept_forms, references, sessions
from crm.people.export_requests import Wanted, wanted
from crm.permissions import MAY as MAY
from crm.same_site import from_our_page
from crm.typed import UNSEEN

View = TypeVar("View", bound=Callable[..., object])

# Seconds for which a request waits while another process or thread writes: a person would wait no longer, and a
# thread that waits answers nobody.
LONGEST_WAIT = 10
# The pages of whoever asks about fostering, or puts an employer forward: no network address of theirs stays.
ASKING = ("enquire", "evenings", "friendly")


@dataclass(frozen=True)
class Need:
    """What a view asks of whoever opens it. No permission: it is open to anyone."""

    permission: str | None
    polled: bool = False


_needs: dict[Callable[..., object], Need] = {}


def allow(permission: str, *, polled: bool = False) -> Callable[[View], View]:
    """Let the roles that have a permission use a view. `polled`: a page asks by itself, so it keeps no
    session alive (T07)."""
    if permission not in MAY:
        raise KeyError(f"'{permission}' is not in the table of crm/permissions.py")
    return lambda view: _needing(view, Need(permission, polled))


def public(view: View) -> View:
    """Let anyone use a view, signed in or not."""
    return _needing(view, Need(None))


def _needing(view: View, need: Need) -> View:
    _needs[view] = need
    return view


def need_of(app: Flask, endpoint: str) -> Need | None:
    """What the view of an endpoint asks for; nothing if it was never said, and then nobody may use it."""
    view = app.view_functions[endpoint]
    return Need(None) if endpoint == "static" else _needs.get(view)


class Person:
    """Who is signed in, as pages show it; `actor` is what commands and reads are given."""

    is_authenticated = is_active = True
    is_anonymous = False

    def __init__(self, session: sessions.Session, service_name: str, reached: tuple[int, ...]) -> None:
        self.session = session
        self.name = session.name
        self.role = session.role
        self.service_name = service_name
        self.actor = Actor(
            user_id=session.user_id,
            label=session.name,
            role=session.role,
            # A carer reaches no agency's records, only the household of the portal.
            agency_ids=() if session.role is Role.CARER else reached,
            household_id=session.household_id,
        )

    def may(self, permission: str) -> bool:
        """Whether this person's role has a permission."""
        return self.role in MAY[permission]


def current_actor() -> Actor:
    """Who acts in the request in hand: the person signed in, or nobody in particular."""
    user = cast(Any, current_user)._get_current_object()  # asked for once: each page asks many times who acts
    return user.actor if isinstance(user, Person) else nobody()


def may(permission: str) -> bool:
    """Whether whoever asks may do this: for a page that offers it or not. The view itself is guarded by `allow`."""
    return current_actor().role in MAY[permission]


def seconds_left(*, used_now: bool) -> int:
    """In how many seconds the session of whoever asks ends, if they do nothing; 0 for nobody.

    `used_now`: this request is a use of it, and not a page that asks by itself.
    """
    return sessions.left(browser_session.current().found, at=clock.now(), used_now=used_now)


def opens(path: str) -> bool:
    """Whether there is a page at a path of ours that whoever asks may open: after sign-in."""
    return bool(opened((path,)))


def opened(paths: Iterable[str]) -> frozenset[str]:
    """Those paths of ours at which there is a page that whoever asks may open: for menus."""
    app: Flask = cast(Any, current_app)._get_current_object()
    role = current_actor().role
    return frozenset(path for path in paths if _opens(app, path, role))


@lru_cache(1024)  # the menus ask this of the same few paths for every page
def _opens(app: Flask, path: str, role: Role) -> bool:
    if path == "/":  # it leads everybody somewhere, and only these to the page of today
        return role in MAY["today.view"]
    endpoint = _endpoint(app.url_map, path)
    need = need_of(app, endpoint) if endpoint else None
    return need is not None and (need.permission is None or role in MAY[need.permission])


def _endpoint(pages: Map, path: str) -> str | None:
    """The name of the view that answers a path, if one does."""
    try:
        endpoint: str = pages.bind("").match(path, method="GET")[0]
    except (HTTPException, RoutingException):
        return None
    return endpoint


BEGINNINGS = ("/", "/households", "/reports/quarterly", "/panel", "/portal/", "/staff", "/account")


def landing() -> str:
    """Where whoever is signed in begins: the first of these pages that their role may open."""
    return next(path for path in BEGINNINGS if opens(path))


def install(app: Flask) -> None:
    """Ask who is there before each request, and turn away whoever may not."""
    login_manager.request_loader(_load)
    app.before_request(_number)
    app.before_request(_read_only)
    app.before_request(_guard)
    app.teardown_request(_finish)


def _load(_request: object) -> Person | None:
    """The person of this browser's session, if it is alive."""
    session = browser_session.current()
    if session.failure is not None:
        raise session.failure
    if session.found is None or session.found.waits_for is not None:
        return None  # a password alone is nobody yet, where a second step follows (T08)
    return Person(session.found, *session.reach)


def _number() -> None:
    """Give the request a number, which the audit, the log and the error page share."""
    g.request_id = secrets.token_hex(8)
    audit.request_id.set(g.request_id)
    audit.network.set(None if request.blueprint in ASKING else request.remote_addr)
    audit.asked.set(audit.said(request.path, request.args.items()))


def _read_only() -> None:
    """On SQLite, looking waits for no writer. What must be written while looking says so (reads.look)."""
    g.around = ExitStack()
    g.around.enter_context(patience(LONGEST_WAIT))
    wanted.set(_file())
    if request.method in ("GET", "HEAD", "OPTIONS"):
        g.around.enter_context(reading())


def _file() -> Wanted | None:
    """The list that is asked for as a file, with what its form says (T19)."""
    if request.method != "POST" or not request.path.endswith("/export"):
        return None
    answers = {name: value for name, value in request.form.items() if name not in UNSEEN}
    return Wanted(request.full_path.rstrip("?"), answers)


def _finish(_error: BaseException | None) -> None:
    if "around" in g:
        g.pop("around").close()
    audit.request_id.set(None)
    audit.network.set(None)
    audit.asked.set(None)


def _guard() -> AnyResponse | None:
    """Deny by default: a view without `allow` or `public` is for nobody."""
    if request.endpoint is None:
        return None  # no such page: the same for everybody
    need = need_of(current_app, request.endpoint)
    if need is None:
        current_app.logger.error("%s says nothing about who may use it", request.endpoint)
        abort(403)
    if need.permission is None:
        return None
    session = browser_session.current().found
    if not current_user.is_authenticated or session is None:
        return _to_sign_in()
    if not may(need.permission):
        _refused(need.permission)
        abort(403)
    if not need.polled:
        sessions.touch(session, at=clock.now())
    return None


def _refused(permission: str) -> None:
    """Put on record that somebody tried what their role does not include."""
    with writing():
        audit.record(current_actor(), "access", about=permission, outcome="refused")
        db.session.commit()


def denied(reference: str) -> None:
    """Put on record that somebody asked for a household, or a part of one, that is not theirs or not there (T44).

    A transaction of its own: whatever the request began is given up first. Foreign and unknown leave the same row.
    """
    db.session.rollback()
    with writing():
        audit.record(current_actor(), "household.refused", about=references.shaped(reference), outcome="refused")
        db.session.commit()


def _to_sign_in() -> AnyResponse:
    """Ask to sign in, and come back afterwards; a fragment moves the whole page there (T21)."""
    if "HX-Request" in request.headers:
        answer: Response = make_response("", 401)
        answer.headers["HX-Redirect"] = url_for("sign_in.form", next=_kept() if request.method == "POST" else None)
        answer.vary.add("HX-Request")
        return answer
    wanted = request.full_path.rstrip("?") if request.method == "GET" else _kept()
    return redirect(url_for("sign_in.form", next=wanted if wanted != "/" else None))


def _kept() -> str | None:
    """Where what was just sent, too late, is found again after signing in; None where nothing is kept (T07)."""
    token = browser_session.current().dead
    if token is None or not from_our_page() or request.path.startswith("/account"):
        return None
    with writing():
        key = kept_forms.keep(token, request.full_path.rstrip("?"), request.form.items(multi=True), at=clock.now())
        db.session.commit()
    return url_for("kept_forms.record", key=key) if key else None
