"""The public form on which an employer puts itself forward: one thing a page, no account, and no script needed.

Nothing is kept until the first answer is sent. From then on what was typed is a row of the server, which the
browser finds by a random text in its cookie; nothing of it stands in an address. It is erased when it is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, flash, g, make_response, redirect, render_template, request, session, url_for
from flask import Response as Answer
from werkzeug.exceptions import NotFound as NoSuchPage
from werkzeug.wrappers import Response

from crm import access
from crm.commands import drafts, employer_signups
from crm.commands.drafts import TooMany
from crm.commands.employer_contacts import Contact
from crm.commands.employer_signups import Coming
from crm.errors import Gone, Refused
from crm.forms import friendly as forms
from crm.forms.enquire import TRAP
from crm.forms.friendly import OrganisationForm, SendSignupForm, TalkForm, WhichCouncilForm
from crm.forms.govuk import Form
from crm.reads import front
from crm.reads.front import Service

blueprint = Blueprint("friendly", __name__)

PATH = "/foster-friendly"
HELD = "employer"  # the name under which a session holds what finds the draft again
LARGEST = 64 * 1024  # bytes of a page's answers
LOST = "Your answers are no longer here: they are erased after two hours, or when your browser keeps no cookies."

Said = Mapping[str, Any]


@dataclass(frozen=True)
class Known:
    """What an employer has answered so far, by page; the services behind its door. No key: nothing is kept."""

    key: str
    said: Said
    services: tuple[Service, ...]

    @property
    def service(self) -> Service | None:
        """To which council it goes: the only one, or that which was chosen."""
        if len(self.services) == 1:
            return self.services[0]
        chosen = self.said.get("council", {}).get("council")
        return next((each for each in self.services if each.slug == chosen), None)

    @property
    def steps(self) -> tuple[str, ...]:
        """The pages, in order."""
        return tuple(each for each in forms.FORMS if each != "council" or len(self.services) > 1)

    @property
    def next_step(self) -> str | None:
        """The first page that has no answer yet."""
        return next((each for each in self.steps if each not in self.said), None)


@blueprint.url_value_preprocessor
def _small(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Nobody needs more than this to put an employer forward."""
    request.max_content_length = LARGEST


@blueprint.get(PATH)
@access.public
def start() -> Answer:
    """What it is, and what we ask. It keeps nothing."""
    door = _door()
    known = Known("", {"door": door}, front.behind(door))
    _signed_by(known)
    return _page("start", known=known, door=door, first=known.steps[0])


@blueprint.get(f"{PATH}/<step>")
@access.public
def question(step: str) -> Response:
    """One page, with what was answered before."""
    known = _known()
    form = _form(step, known)
    if not known.key and step != known.steps[0]:
        return _sent_or_lost()
    return _asked(step, known, form)


@blueprint.post(f"{PATH}/<step>")
@access.public
def answer(step: str) -> Response:
    """Keep what was answered, and go on to the next page that has no answer."""
    known = _known()
    form = _form(step, known, request.form)
    if not known.key and step != known.steps[0]:
        return _sent_or_lost()
    if not form.validate():
        return _asked(step, known, form, 422)
    given = {each.name: each.data for each in form.questions if each.name != TRAP}
    known = Known(known.key, {**known.said, step: given}, known.services)
    try:
        if step == "contact" and known.service:
            employer_signups.checked(_coming(known, known.service))
        _keep(known)
    except TooMany as refusal:
        return _too_many(refusal, known)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _asked(step, known, form, 422)
    where = url_for(".question", step=known.next_step) if known.next_step else url_for(".check")
    return redirect(where, 303)


@blueprint.get(f"{PATH}/check")
@access.public
def check() -> Response:
    """Everything that was answered, before it is sent."""
    known = _known()
    if not known.key:
        return _sent_or_lost()
    if known.next_step:
        return redirect(url_for(".question", step=known.next_step))
    return _check(known, SendSignupForm())


@blueprint.post(f"{PATH}/check")
@access.public
def send() -> Response:
    """Send it, once: sent again, or twice at once, it leads to the same page."""
    known = _known()
    if not known.key:
        return _sent_or_lost()
    form, service = SendSignupForm(request.form), known.service
    if known.next_step or service is None:
        return redirect(url_for(".check"), 303)
    try:
        employer_signups.send(_token(), _coming(known, service), address=request.remote_addr or "")
    except Gone:
        return _sent_or_lost()
    except TooMany as refusal:
        return _too_many(refusal, known)
    except Refused as refusal:
        form.refuse(refusal.message)
        return _check(known, form, 422)
    return redirect(url_for(".sent"), 303)


@blueprint.get(f"{PATH}/sent")
@access.public
def sent() -> Response:
    """Thanks, the reference, and what happens next: the same for every employer."""
    taken = employer_signups.answered(_token())
    if taken is None:
        return redirect(url_for(".start"))
    [service] = front.of_agencies([taken[1]])
    g.front_door = f"{service.name} fostering"
    return _page("sent", reference=taken[0], service=service)


def _known() -> Known:
    """What this browser has answered so far; the pages then bear the name of the service that it asks."""
    draft = drafts.find(_token())
    said: Said = draft.answers if draft else {"door": _door()}
    known = Known(draft.key if draft else "", said, front.behind(said.get("door", {})))
    _signed_by(known)
    return known


def _keep(known: Known) -> None:
    if known.key:
        drafts.keep(known.key, known.said)
    else:
        session[HELD] = drafts.begin(request.remote_addr or "", known.said)


def _token() -> str:
    return str(session.get(HELD, ""))


def _door() -> dict[str, str]:
    return {name: request.args[name] for name in ("agency", "hub") if request.args.get(name)}


def _form(step: str, known: Known, sent_form: Any = None) -> Form:
    """The form of a page; NoSuchPage where there is none."""
    if step not in known.steps:
        raise NoSuchPage
    form = forms.FORMS[step](sent_form, data=known.said.get(step, {}))
    if isinstance(form, WhichCouncilForm):
        form.council.choices = tuple((each.slug, each.name) for each in known.services)
    if isinstance(form, OrganisationForm):
        lists = (known.service or known.services[0]).choices
        form.sector.choices, form.size.choices = lists.pairs("employer_sectors"), lists.pairs("employer_sizes")
    return form


def _coming(known: Known, service: Service) -> Coming:
    own, who = known.said["organisation"], known.said["contact"]
    return Coming(
        agency_id=service.id,
        name=own["name"],
        sector=own["sector"],
        size=own.get("size"),
        leave_days=known.said.get("leave", {}).get("leave_days"),
        contact=Contact(name=who["contact"], job=who["job"], email=who["email"], phone=who["phone"]),
    )


def _asked(step: str, known: Known, form: Form, code: int = 200) -> Answer:
    before = known.steps[: known.steps.index(step)]
    back = url_for(".question", step=before[-1]) if before else url_for(".start", **known.said.get("door", {}))
    trapped = isinstance(form, TalkForm) and form.trapped
    door = {} if known.key else known.said.get("door", {})
    here = url_for(".answer", step=step, **door)
    return _page("question", code, step=step, form=form, back=back, trapped=trapped, here=here, own=forms.HEADINGS)


def _check(known: Known, form: Form, code: int = 200) -> Answer:
    rows = [
        (label, text or "Not answered", "Change", url_for(".question", step=step))
        for step in known.steps
        for label, text in forms.answered(_form(step, known))
    ]
    back = url_for(".question", step=known.steps[-1])
    return _page("check", code, form=form, rows=rows, service=known.service, back=back)


def _sent_or_lost() -> Response:
    """There is no draft: it was sent, and they went back to its pages; or nobody touched it for too long."""
    if employer_signups.answered(_token()):
        return redirect(url_for(".sent"), 303)
    flash(LOST, "error")
    return redirect(url_for(".start"), 303)


def _too_many(refusal: TooMany, known: Known) -> Answer:
    page = _page("too_many", 429, said=refusal.message, services=known.services)
    page.headers["Retry-After"] = str(int(drafts.WAIT.total_seconds()))
    return page


def _signed_by(known: Known) -> None:
    """Let the page bear the name of the one service that it is for."""
    g.front_door = f"{known.service.name} fostering" if known.service else "Fostering"


def _page(name: str, code: int = 200, **values: Any) -> Answer:
    return make_response(render_template(f"pages/friendly/{name}.html", **values), code)
