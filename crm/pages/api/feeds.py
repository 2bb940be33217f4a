"""`GET /api/v1/reports/...`: figures, beds, funnel and terms for Power BI, Excel and other programs, with a key."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from math import ceil
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, current_app, jsonify, request

from crm import access
from crm.commands import api_keys
from crm.commands.api_keys import Holder, KeyScope, TooOften
from crm.config import Settings
from crm.errors import NotFound
from crm.exchange.feeds import carers, fields, figures, writing
from crm.exchange.feeds.fields import Field
from crm.exchange.our_carers import telling
from crm.exchange.quarterly import marks
from crm.pages.api import asked
from crm.pages.api.asked import PAGING, QUESTION, Paging, Wrong
from crm.pages.api.problems import problem
from crm.reads import feeds
from crm.reports import scope as scopes
from crm.reports.asking import Question
from crm.reports.published import published
from crm.reports.quarterly import quarterly

blueprint = Blueprint("api_feeds", __name__)

PATH = "/api/v1/reports"
# What each feed takes in its address, beside its paging.
PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "figures": QUESTION,
    "funnel": QUESTION,
    "beds": (*QUESTION, "each"),
    "carers": ("agency", "hub", "from", "to", "known_on"),
    "register": ("agency", "on"),
}
OPENED_BY = {name: feeds.WHOLE if name == "register" else feeds.READING for name in PARAMETERS}


@dataclass(frozen=True, slots=True)
class Found:
    """A page of rows of `count`. `about` is said with them; `again` are the parameters that ask for the same."""

    about: Mapping[str, Any]
    again: Mapping[str, str]
    fields: Mapping[str, Field]
    count: int
    rows: Sequence[Mapping[str, Any]]
    agency_ids: Collection[int]
    references: Collection[str] = field(default=())


Read = Callable[[Holder, Paging, Wrong], Found | None]


@blueprint.get(PATH)
@access.public
def index() -> Response:
    """What the key opens: whose figures, which copy, and the addresses of the feeds."""
    return _admitted("index", feeds.READING, _index)


@blueprint.get(f"{PATH}/figures")
@access.public
def every_figure() -> Response:
    """Each figure of the quarterly report, with what it is compared with."""
    return _fed("figures", lambda held, paging, wrong: _figures(held, paging, wrong, None))


@blueprint.get(f"{PATH}/funnel")
@access.public
def funnel() -> Response:
    """Activity, stages and cohort of the report."""
    return _fed("funnel", lambda held, paging, wrong: _figures(held, paging, wrong, figures.FUNNEL))


@blueprint.get(f"{PATH}/beds")
@access.public
def beds() -> Response:
    """From opening to closing of households and of places, of a period or of each quarter of it."""
    return _fed("beds", _beds)


@blueprint.get(f"{PATH}/carers")
@access.public
def our_carers() -> Response:
    """Who the carers are and where households live: totals alone."""
    return _fed("carers", _carers)


@blueprint.get(f"{PATH}/register")
@access.public
def register() -> Response:
    """The terms of approval in force at the end of a day, one row a household."""
    return _fed("register", _register)


def _admitted(feed: str, opened_by: Collection[KeyScope], answer: Callable[[Holder], Response]) -> Response:
    """The answer to whoever may read a feed, and is not too often here."""
    held = asked.holder()
    if held is None:
        return problem(401, "key", "Send a key as 'Authorization: Bearer ...'.", WWW_Authenticate="Bearer")
    try:
        api_keys.admit(held)
    except TooOften as refusal:
        return problem(429, "too-many", refusal.message, Retry_After=str(refusal.seconds))
    if held.scope not in opened_by:
        feeds.refused(held.key_id, feed, held.agency_ids)
        return problem(403, "scope", "Ask the council's manager for a key that opens this.")
    return answer(held)


def _fed(feed: str, read: Read) -> Response:
    return _admitted(feed, OPENED_BY[feed], lambda held: _answer(feed, held, read))


def _answer(feed: str, held: Holder, read: Read) -> Response:
    wrong = asked.unknown((*PARAMETERS[feed], *PAGING))
    paging = asked.paging(wrong)
    try:
        found = read(held, paging, wrong)
    except NotFound:
        feeds.refused(held.key_id, feed, held.agency_ids)
        return problem(404)
    if found is not None and not wrong and paging.page > (last := _pages(found, paging)):
        wrong.append(("#/page", f"The last page is {last}"))
    if wrong or found is None:
        return problem(422, "invalid", wrong=wrong)
    feeds.on_record(held.key_id, feed, found.agency_ids, found.references)
    return _sent(feed, found, paging)


def _pages(found: Found, paging: Paging) -> int:
    return max(1, ceil(found.count / paging.size))


def _sent(feed: str, found: Found, paging: Paging) -> Response:
    """The page, or that nothing has changed since the caller had it (If-None-Match)."""
    last, after = _pages(found, paging), None
    if paging.page < last:
        again = {**found.again, "format": paging.form, "page_size": paging.size, "page": paging.page + 1}
        after = f"{base_url()}{PATH}/{feed}?{urlencode(again)}"
    about = {"feed": feed, **found.about}
    page = writing.Page(about, found.count, paging.page, last, after, found.rows)
    content = writing.written(page, found.fields, paging.form)
    answer = Response(content, content_type=writing.MEDIA_TYPES[paging.form])
    if after:
        answer.headers["Link"] = f'<{after}>; rel="next"'
    if paging.form == "csv":
        answer.headers["Content-Disposition"] = f'attachment; filename="hearth-{feed}.csv"'
    answer.set_etag(sha256(content).hexdigest())
    answer.vary.add("Authorization")
    answer.make_conditional(request)
    return answer


def _index(held: Holder) -> Response:
    feeds.on_record(held.key_id, "index", held.agency_ids)
    open_to = [name for name, opened_by in OPENED_BY.items() if held.scope in opened_by]
    about = [{each.parameter: each.slug, "name": each.name} for each in scopes.choices(asked.actor(held))]
    return jsonify(
        key=held.scope,
        about=about,
        feeds={name: f"{base_url()}{PATH}/{name}" for name in open_to},
    )


def _figures(held: Holder, paging: Paging, wrong: Wrong, blocks: Collection[str] | None) -> Found | None:
    question = asked.question(held, wrong)
    if question is None or wrong:
        return None
    report = quarterly(question.scope, question.period, question.known_on)
    if held.scope is KeyScope.PUBLISHED:
        report = published(report, of_today=True)
    rows = list(figures.figures(report, base_url(), blocks))
    says = {"copy": marks.mark(report), "says": f"{marks.title(report)}. {marks.explained(report)}"}
    return _of_figures(question, says, {}, fields.FIGURES, rows, paging)


def _beds(held: Holder, paging: Paging, wrong: Wrong) -> Found | None:
    question = asked.question(held, wrong)
    periods = asked.periods(question, wrong)
    if question is None or wrong:
        return None
    rows = list(figures.beds(question, periods, base_url()))
    copy = marks.PUBLISHED if held.scope is KeyScope.PUBLISHED else marks.UNSUPPRESSED
    says = {"copy": copy, "says": "The council's lines of households and beds are as counted in every copy."}
    each = {"each": request.args["each"]} if request.args.get("each") else {}
    return _of_figures(question, says, each, fields.BEDS, rows, paging)


def _carers(held: Holder, paging: Paging, wrong: Wrong) -> Found | None:
    question = asked.question(held, wrong)
    if question is None or wrong:
        return None
    copy = telling.copy_of(question, as_published_copy=held.scope is KeyScope.PUBLISHED)
    says = {"copy": copy.mark, "says": copy.none or f"{marks.TITLE[copy.mark]}. {copy.explained}"}
    return _of_figures(question, says, {}, fields.CARERS, list(carers.carers(copy)), paging)


def _of_figures(
    question: Question,
    says: Mapping[str, str],
    more: Mapping[str, str],
    named: Mapping[str, Field],
    rows: Sequence[Mapping[str, Any]],
    paging: Paging,
) -> Found:
    start = (paging.page - 1) * paging.size
    return Found(
        about={"scope": question.scope.slug, **asked.about(question), **says},
        again={**question.parameters, **more},
        fields=named,
        count=len(rows),
        rows=rows[start : start + paging.size],
        agency_ids=question.scope.agency_ids,
    )


def _register(held: Holder, paging: Paging, wrong: Wrong) -> Found | None:
    by, on = asked.actor(held), asked.day(wrong)
    slug = request.args.get("agency", "").strip()
    own = [each for each in scopes.choices(by) if not each.is_hub]
    scope = scopes.of_agency(slug, by) if slug else own[0]
    if wrong:
        return None
    found = feeds.terms(scope, on, held.scope, first=(paging.page - 1) * paging.size, most=paging.size)
    days = {"on": on.isoformat()}
    says = "Terms as they held at the end of the day, as on record now. Nobody is named, and no place."
    return Found(
        about={"scope": scope.slug, **days, "copy": marks.UNSUPPRESSED, "says": says},
        again={"agency": scope.slug, **days},
        fields=fields.REGISTER,
        count=feeds.approved(scope, on),
        rows=found.rows,
        agency_ids=scope.agency_ids,
        references=found.references,
    )


def base_url() -> str:
    """The address at which people and programs ask for this Hearth."""
    settings: Settings = current_app.config["HEARTH"]
    return settings.base_url
