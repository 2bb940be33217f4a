"""The public form: somebody asks about fostering, one question a page, without an account and without script.

Nothing is kept until the first page is left. From then on what was typed is a row of the server, which the browser
finds by a random text in its cookie; nothing of it stands in an address. It is erased when it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, session, url_for
from flask import Response as Answer
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

from crm import access
from crm.commands import drafts, people, sent_enquiries
from crm.commands.drafts import TooMany
from crm.commands.sent_enquiries import Coming, Taken
from crm.errors import Gone, Refused
from crm.forms import enquire as forms
from crm.forms.enquire import ContactForm, SendForm
from crm.forms.govuk import Form
from crm.pages.public import answers
from crm.pages.public.answers import Answers
from crm.pages.public.statements import NOTICE
from crm.reads import front

blueprint = Blueprint("enquire", __name__)

HELD = "enquiry"  # the name under which a session holds what finds the draft again
LARGEST = 64 * 1024  # bytes of a page's answers
ADVISED_AT = {"age": "room", "postcode": "age", "name": "area"}  # what to know, on the page after its question
LOST = "Your answers are no longer here: they are erased after two hours, or when your browser keeps no cookies."


@blueprint.url_value_preprocessor
def _small(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Nobody needs more than this to ask about fostering."""
    request.max_content_length = LARGEST


@blueprint.get("/enquire")
@access.public
def start() -> Answer:
    """What this is for, and what we ask. It keeps nothing, and sets no cookie."""
    door = _door(request.args)
    services = front.behind(door)
    _signed_by(services)
    came, sender = front.came_by(door.get("campaign")), front.sent_by(door.get("employer"))
    asked = request.args.get("campaign") or request.args.get("employer")
    unknown = bool(asked and not came and not sender)
    return _page("start", door=door, services=services, came=came, sender=sender, unknown=unknown)


@blueprint.post("/enquire")
@access.public
def begin() -> Response:
    """Leave the first page: from here on answers are kept."""
    door = _door(request.form)
    services = front.behind(door)
    try:
        session[HELD] = drafts.begin(_address(), {"door": door, **answers.preset(door, services)})
    except TooMany as refusal:
        return _too_many(refusal, front.behind(door))
    return redirect(url_for(".question", step=forms.STEPS[0]), 303)


@blueprint.get("/enquire/<step>")
@access.public
def question(step: str) -> Response:
    """One question, with what was answered before."""
    known = _known()
    if known is None:
        return _sent_or_lost()
    return _asked(step, known, _form(step, known))


@blueprint.post("/enquire/<step>")
@access.public
def answer(step: str) -> Response:
    """Keep an answer, and ask the next question that has none."""
    known = _known()
    if known is None:
        return _sent_or_lost()
    form = _form(step, known, request.form)
    if not form.validate():
        return _asked(step, known, form, 422)
    given = {each.name: each.data for each in form.questions if each.name != forms.TRAP}
    try:
        typed = answers.people({**known.said, step: given})
        people.tidied(typed, named=step == "name")
        if step == "postcode":
            people.require_known_postcode(typed.postcode)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _asked(step, known, form, 422)
    known = known.saying(step, answers.settled(known, given))
    drafts.keep(known.key, known.said)
    return redirect(url_for(".question", step=known.next_step) if known.next_step else url_for(".check"), 303)


@blueprint.get("/enquire/check")
@access.public
def check() -> Response:
    """Everything that was answered, before it is sent."""
    known = _known()
    if known is None:
        return _sent_or_lost()
    if known.next_step:
        return redirect(url_for(".question", step=known.next_step))
    return _check(known, _send_form(known))


@blueprint.post("/enquire/check")
@access.public
def send() -> Response:
    """Send it, once: sent again, or twice at once, it leads to the same page."""
    known = _known()
    if known is None:
        return _sent_or_lost()
    form = _send_form(known, request.form)
    service = known.service
    if known.next_step or service is None or not form.validate():
        return redirect(url_for(".check"), 303)
    agreed = bool(form.keep_in_touch.data)
    told = answers.people(known.said), answers.details(known, agreed), NOTICE
    coming = Coming(service.id, *told, hub_id=known.hub_id, way=known.way)
    try:
        sent_enquiries.send(str(session.get(HELD, "")), coming, address=_address())
    except Gone:
        return _sent_or_lost()
    except TooMany as refusal:
        return _too_many(refusal, (service,))
    except Refused as refusal:
        form.refuse(refusal.message)
        return _check(known, form, 422)
    return redirect(url_for(".sent"), 303)


def _sent_or_lost() -> Response:
    """There is no draft: it was sent, and they went back to its pages; or nobody touched it for too long."""
    taken = sent_enquiries.answered(str(session.get(HELD, "")))
    return redirect(url_for(".sent"), 303) if taken else _lost()


@blueprint.get("/enquire/sent")
@access.public
def sent() -> Response:
    """Thanks, the reference, and what happens next: the same for everybody (T03)."""
    taken = sent_enquiries.answered(str(session.get(HELD, "")))
    if taken is None:
        return redirect(url_for(".start"))
    return _thanks(taken)


def _thanks(taken: Taken) -> Answer:
    [service] = front.of_agencies([taken.agency_id])
    _signed_by((service,))
    return _page("sent", taken=taken, service=service)


def _known() -> Answers | None:
    """What this browser has answered so far; the pages then bear the name of the service that it asks."""
    draft = drafts.find(str(session.get(HELD, "")))
    if draft is None:
        return None
    known = answers.read(draft.key, draft.answers)
    _signed_by((known.service,) if known.service else known.services)
    return known


def _form(step: str, known: Answers, sent_form: Any = None) -> Form:
    """The form of a question; NoSuchPage where there is no such question."""
    if step not in forms.STEPS or (step == "council" and len(known.services) == 1):
        raise NoSuchPage
    form = forms.FORMS[step](sent_form, data=known.said.get(step, {}))
    answers.offer(form, known)
    return form


def _send_form(known: Answers, sent_form: Any = None) -> SendForm:
    form = SendForm(sent_form)
    answers.offer(form, known)
    return form


def _asked(step: str, known: Answers, form: Form, code: int = 200) -> Answer:
    trapped = isinstance(form, ContactForm) and form.trapped
    before = [each for each in known.steps if forms.STEPS.index(each) < forms.STEPS.index(step)]
    back = url_for(".question", step=before[-1]) if before else answers.start_of(known)
    advice = ADVISED_AT.get(step)
    return _page(
        "question",
        code,
        step=step,
        known=known,
        form=form,
        back=back,
        trapped=trapped,
        advice=(advice,) if advice in known.advice else (),
    )


def _check(known: Answers, form: SendForm, code: int = 200) -> Answer:
    return _page(
        "check",
        code,
        known=known,
        form=form,
        rows=answers.rows(known),
        back=url_for(".question", step=known.steps[-1]),
    )


def _lost() -> Response:
    flash(LOST, "error")
    return redirect(url_for(".start"), 303)


def _too_many(refusal: TooMany, services: tuple[front.Service, ...]) -> Answer:
    _signed_by(services)
    page = _page("too_many", 429, said=refusal.message, services=services)
    page.headers["Retry-After"] = str(int(drafts.WAIT.total_seconds()))
    return page


def _signed_by(services: tuple[front.Service, ...]) -> None:
    """Let the page bear the name of the one service that it is for."""
    g.front_door = f"{services[0].name} fostering" if len(services) == 1 else "Fostering"


def _door(given: Mapping[str, str]) -> dict[str, str]:
    """Through which door they come. A key that no link has leads through the door of all: a poster's address may be
    mistyped, and nobody is turned away for it. A link of a campaign, of an employer, or of an employer's kit for a
    campaign may lead to a hub's door."""
    known = (("campaign", front.came_by), ("employer", front.sent_by))
    if led := {name: given[name] for name, find in known if find(given.get(name))}:
        return led | ({"hub": given["hub"]} if front.hub_of({"hub": given.get("hub", "")}) else {})
    return {name: given[name] for name in ("agency", "hub") if given.get(name)}


def _address() -> str:
    return request.remote_addr or ""


def _page(name: str, code: int = 200, **values: Any) -> Answer:
    return make_response(render_template(f"pages/enquire/{name}.html", **values), code)
