"""What is said when an answer cannot be given: what happened, what to do, and that nothing is lost."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask, Response, g, make_response, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from crm import access, typed
from crm.errors import Busy, Gone, Merged, Missing, NotFound, Refused, Unusable
from crm.pages.api import problems
from crm.pages.labels import labels_of
from crm.row_number import RowNumber
from crm.same_site import ANOTHER_SITE

log = logging.getLogger(__name__)

# The codes with a page of their own, templates/errors/<code>.html; another is shown as the 400 or the 500.
OWN_PAGE = frozenset({400, 403, 404, 405, 409, 410, 413, 429, 500, 501, 503})
Typed = Sequence[tuple[str, str]]  # the label and the value of each answer
RETRY_AFTER = 60  # seconds: about as long as a large import takes
ENQUIRE_LOST = (
    "Nothing was sent to us. Your browser no longer has the cookie that holds your answers together: it was "
    "deleted, or is not kept. You can begin again, which takes a few minutes."
)
ENQUIRE_NOWHERE = (
    "This address names a council or a hub that does not take enquiries here. You can still ask about fostering: "
    "we find your council by your postcode."
)


@dataclass(frozen=True)
class Way:
    """Where to go from a page that says no."""

    label: str
    href: str


def install(app: Flask) -> None:
    """Answer every refusal and failure with a page in plain words."""
    app.url_map.converters["int"] = RowNumber
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Merged, _merged)
    app.register_error_handler(Gone, _gone)
    app.register_error_handler(Missing, _missing)
    app.register_error_handler(Unusable, _unusable)
    app.register_error_handler(Busy, _busy)


def _http(error: HTTPException) -> Response:
    if error.response is not None:  # a redirect, or an answer that was made already
        return make_response(error.get_response())
    code = error.code or 500
    if error.description == ANOTHER_SITE:
        return page(code, ANOTHER_SITE, entered=_typed())
    answer = _broken() if isinstance(error, InternalServerError) else page(code)
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            answer.headers[name] = value
    return answer


def _form_too_old(_error: CSRFError) -> Response:
    """The token is not this session's. Nothing is done, and nothing that was typed is lost (T25)."""
    if request.blueprint == "enquire":
        return page(400, ENQUIRE_LOST, entered=_typed(), way_on=Way("Begin again", url_for("enquire.start")))
    said = "This form is no longer valid, because it was open for a long time or you signed in again."
    again = Way("Open the form again", request.path) if access.opens(request.path) else None
    return page(400, said, entered=_typed(), way_on=again)


def _typed() -> Typed:
    """What was entered into the form, to be read and copied; passwords and the like are not among it."""
    return typed.shown(request.form.items(multi=True), labels_of(request.path, list(request.form)).of)


def _not_found(_error: NotFound) -> Response:
    reference = (request.view_args or {}).get("reference")
    if reference is not None and current_user.is_authenticated:
        try:
            access.denied(reference)
        except Busy as busy:  # nobody asks without a trace
            return _busy(busy)
    if request.blueprint == "enquire" and request.args:
        return page(404, ENQUIRE_NOWHERE, way_on=Way("Ask about fostering", url_for("enquire.start")))
    return page(404)


def _refused(error: Refused) -> Response:
    return page(409, error.message)


def _merged(error: Merged) -> Response:
    """Both references lead to the household that is kept; what was sent to the other is not done, nor lost."""
    there = url_for("household.record", reference=error.into)
    if request.method in ("GET", "HEAD") and request.endpoint and "reference" in (request.view_args or {}):
        there = url_for(request.endpoint, **{**(request.view_args or {}), "reference": error.into})
        query = request.query_string.decode("ascii", "replace")
        return make_response(redirect(f"{there}?{query}" if query else there))
    return page(409, error.message, entered=_typed(), way_on=Way(f"Open {error.into}", there))


def _gone(error: Gone) -> Response:
    return page(410, error.message)


def _missing(error: Missing) -> Response:
    """Whoever asks cannot mend it, and whoever keeps the installation reads how in the log."""
    log.error("Something is not installed: %s", error.message)
    return page(501, error.message)


def _unusable(error: Unusable) -> Response:
    return page(400, str(error))


def _busy(busy: Busy) -> Response:
    answer = page(503, str(busy))
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _broken() -> Response:
    """A fault of ours. Flask has written it to the log; the line after it is the reference that the page shows."""
    # The address without its query: a search may hold a name.
    log.error("The fault above has the reference %s (%s %s)", _reference(), request.method, request.path)
    return page(500)


def _reference() -> str:
    """The number of the request, which the audit and the log know too."""
    if not g.get("request_id"):
        g.request_id = secrets.token_hex(8)
    return str(g.request_id)


def _way_on() -> Way:
    """Where whoever asks can go from here, without asking a database that may be away."""
    if g.get("plain_shell"):
        return Way("Go to the first page", "/")
    if current_user.is_authenticated:
        return Way("Go to your first page", access.landing())
    return Way("Sign in", "/sign-in")


def page(code: int, detail: str = "", *, entered: Typed = (), way_on: Way | None = None) -> Response:
    """The page for a code. `detail` is in words of ours, never an exception's; `entered` is what was typed."""
    if problems.asked():
        return problems.problem(code, detail=detail)
    shown = code if code in OWN_PAGE else 500 if code >= 500 else 400
    if code >= 500:
        g.plain_shell = True
    html = render_template(
        f"errors/{shown}.html", detail=detail, typed=entered, way_on=way_on or _way_on(), reference=_reference()
    )
    return make_response(html, code)
