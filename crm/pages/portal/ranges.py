"""A carer asks to change what they offer: one question a page, sent when it was checked, and then its steps."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

from crm import access, clock, request_words
from crm.commands import range_asking
from crm.errors import Refused, Stale
from crm.forms import range_asking as forms
from crm.forms.govuk import Form
from crm.forms.range_asking import KindsForm, SendForm
from crm.journey import asking
from crm.journey.ranges import Terms
from crm.journey.saying import said as in_words
from crm.pages.sent_once import led, once_for, sent_once
from crm.reads import own_requests
from crm.reads.asked import Asked
from crm.reads.own_requests import Asking, OwnRequests

blueprint = Blueprint("portal_range", __name__)

PATH = "/portal/range"
ONE = f"{PATH}/requests/<int:range_request>"


@blueprint.get(f"{PATH}/<step>")
@access.allow("portal.view")
def question(step: str) -> Response:
    """A question, with what was answered before, or with what holds now."""
    found = _asking()
    return _asked(step, found, _form(step, found)) if found else _home()


@blueprint.post(f"{PATH}/<step>")
@access.allow("portal.ask")
def answer(step: str) -> Response:
    """Keep an answer, and ask the next question that has none."""
    found = _asking()
    if found is None:
        return _home()
    form = _form(step, found, request.form)
    if not form.validate():
        return _asked(step, found, form, 422)
    given = {each.name: each.data for each in form.questions}
    wrong = asking.wrong_day(given.get("wanted_on"), clock.today())
    given |= {name: value.isoformat() for name, value in given.items() if isinstance(value, date)}
    done = sorted({*found.typed.get("done", ()), step}, key=forms.STEPS.index)
    known = Asking(
        found.now, {**found.typed, **given}, None, None, (), found.limit, found.most_places, found.choices
    )
    no = wrong or asking.forbidden(found.now, known.wanted, found.most_places)
    if no and no[1] in given:
        form.refuse(*no)
        return _asked(step, found, form, 422)
    try:
        range_asking.keep(given | {"done": done}, shown=form.version.data or "", by=access.current_actor())
    except Stale as stale:  # answered in another window meanwhile: what was typed here is shown, and not kept yet
        found = _asking() or found
        form.refuse(f"{stale.message} {_there(found, form, stale.message == range_asking.BY_OTHER)}")
        form.version.data = found.version_of(given)
        return _asked(step, found, form, 422)
    following = next((each for each in forms.STEPS if each not in done), None)
    return redirect(url_for(".question", step=following) if following else url_for(".check"), 303)


@blueprint.get(f"{PATH}/check")
@access.allow("portal.view")
def check() -> Response:
    """Now and as asked, side by side, and what happens next, before it is sent."""
    found = _asking()
    if found is None or _unanswered(found):
        return _home() if found is None else redirect(url_for(".question", step=_unanswered(found)))
    return _check(found, SendForm(data={"version": found.version}))


@blueprint.post(f"{PATH}/check")
@access.allow("portal.ask")
def send() -> Response:
    """Send it."""
    found, by = _asking(), access.current_actor()
    if found is None:
        return _home()
    form = SendForm(request.form)
    if there := led(form):  # sent before: what was typed is gone with it
        return redirect(there, 303)
    if step := _unanswered(found):
        return redirect(url_for(".question", step=step), 303)
    given_day = found.typed.get("wanted_on")
    wanted_on = date.fromisoformat(given_day) if given_day else None
    told = range_asking.Asked(found.wanted, wanted_on, found.typed.get("support") or "")

    def do() -> str:
        number = range_asking.send(told, shown=form.version.data or "", by=by)
        flash("Your request is sent. Nothing changes until you have agreed in writing.", "success")
        return url_for(".record", range_request=number)

    try:
        return sent_once(form, do)
    except Refused as refusal:
        found = _asking() or found  # as it is typed by now
        form.refuse(refusal.message)
        form.version.data = found.version
        return _check(found, form, 422)


@blueprint.post(f"{PATH}/forget")
@access.allow("portal.ask")
def forget() -> Response:
    """Throw away what was typed."""
    range_asking.forget(by=access.current_actor())
    flash("What you had typed is thrown away. Nothing was sent.", "success")
    return _home(303)


@blueprint.get(ONE)
@access.allow("portal.view")
def record(range_request: int) -> Answer:
    """A request with its steps: of the own household, whichever of its carers sent it."""
    found = own_requests.own_requests(access.current_actor())
    return _record(found, found.one(range_request), SendForm())


@blueprint.post(f"{ONE}/change")
@access.allow("portal.ask")
def change(range_request: int) -> Response:
    """Begin to change it."""
    version = _number(request.form.get("version", ""))
    return _do(
        range_request, lambda by: range_asking.begin_change(range_request, version=version, by=by), "", check=True
    )


@blueprint.post(f"{ONE}/withdraw")
@access.allow("portal.ask")
def withdraw(range_request: int) -> Response:
    """Take it back."""
    version = _number(request.form.get("version", ""))
    return _do(
        range_request,
        lambda by: range_asking.withdraw(range_request, version=version, by=by),
        "Your request is taken back. What you are approved for stays as it is.",
    )


@blueprint.post(f"{ONE}/agree")
@access.allow("portal.ask")
def agree(range_request: int) -> Response:
    """Agree in writing to what was offered."""
    seen = _number(request.form.get("version", ""))
    beside = request.form.get("beside", "")
    asked = own_requests.own_requests(access.current_actor()).one(range_request).wanted_on
    said = "You have agreed. What you are approved for has changed today."
    if asked is not None and asked > clock.today():
        said = f"You have agreed. It begins on {in_words(asked)}, and nothing changes before."
    return _do(range_request, lambda by: range_asking.agree(range_request, seen=seen, beside=beside, by=by), said)


def _do(number: int, do: Callable[[Any], None], said: str, *, check: bool = False) -> Response:
    """Carry something out on one of the household's own requests, once; refused, its page says why."""
    by, act = access.current_actor(), request.path.rpartition("/")[2]
    found = own_requests.own_requests(by)
    one, form = found.one(number), SendForm(request.form)

    def once() -> str:
        do(by)
        if said:
            flash(said, "success")
        return url_for(".check") if check else url_for(".record", range_request=number)

    try:
        # The page has several buttons: each is an act of its own, though they carry the key of the page.
        return redirect(once_for(f"{act}-{form.idempotency_key.data}"[:64], once), 303)
    except Refused as refusal:
        form.refuse(refusal.message)
        return _record(found, one, form, 422)


def _asking() -> Asking | None:
    return own_requests.asking_page(access.current_actor())


def _unanswered(found: Asking) -> str | None:
    """The first question that has no answer yet; None where each has one."""
    return next((each for each in forms.STEPS if each not in found.typed.get("done", ())), None)


def _home(code: int = 302) -> Response:
    return redirect(url_for("portal.home"), code)


def _form(step: str, found: Asking, sent: Any = None) -> Form:
    """The form of a question; NoSuchPage where there is no such question."""
    if step not in forms.STEPS:
        raise NoSuchPage
    wanted = found.wanted
    known: dict[str, Any] = {name: getattr(wanted, name) for name in (*asking.NUMBERS, "offers")} | {
        "support": found.typed.get("support")
    }
    if found.typed.get("wanted_on"):
        known["wanted_on"] = date.fromisoformat(found.typed["wanted_on"])
    form = forms.FORMS[step](sent, data=known)
    if sent is None:
        form.version.data = found.version_of(each.name for each in form.questions)
    if isinstance(form, KindsForm):
        form.offers.choices = found.choices.pairs("offers")
    return form


def _asked(step: str, found: Asking, form: Form, code: int = 200) -> Answer:
    before = forms.STEPS.index(step)
    back = url_for(".question", step=forms.STEPS[before - 1]) if before else url_for("portal.home")
    page = render_template(
        "pages/portal/range_question.html",
        step=step,
        number=before + 1,
        steps=len(forms.STEPS),
        found=found,
        form=form,
        back=back if _unanswered(found) else url_for(".check"),
        words=request_words,
        law=asking.law(found.wanted, found.limit) if step in ("places", "kinds") else (),
    )
    return make_response(page, code)


def _there(found: Asking, form: Form, by_other: bool) -> str:
    """What the questions of a form were answered in another window, or by the other carer, in words."""
    said = []
    offers = dict(found.choices.pairs("offers"))
    for each in form.questions:
        value = found.typed.get(each.name)
        texts = [offers.get(one, one) for one in value] if isinstance(value, list | tuple) else [value]
        said.append(f"{each.label.text.rstrip('?')}: {', '.join(map(str, texts)) if value is not None else '–'}")
    return f"{'The request now says' if by_other else 'There you answered'}: {'; '.join(said)}."


def _check(found: Asking, form: Form, code: int = 200) -> Answer:
    page = render_template(
        "pages/portal/range_check.html",
        found=found,
        form=form,
        law=asking.law(found.wanted, found.limit),
        words=request_words,
    )
    return make_response(page, code)


def _record(found: OwnRequests, one: Asked, form: Form, code: int = 200) -> Answer:
    page = render_template(
        "pages/portal/range_request.html",
        found=found,
        asked=one,
        form=form,
        beside=asking.as_read(one.now),
        read=_read_before(one),
        words=request_words,
        today=clock.today(),
    )
    return make_response(page, code)


def _read_before(one: Asked) -> Terms | None:
    """The terms beside which somebody read an offer on a page that they sent, if these hold no longer."""
    sent = request.form.get("beside", "")
    return asking.terms_read(sent) if sent and sent != asking.as_read(one.now) else None


def _number(text: str) -> int:
    """A number that a form carried; 0, which is none, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 15 else 0
