"""Doing something to many journeys at once: what is asked, what it would do, and doing it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, act_words, clock
from crm.commands import acts as commands
from crm.errors import Refused, Stale
from crm.forms.acts import AssignForm, CloseForm, WriteForm
from crm.forms.govuk import Form
from crm.forms.records import in_words
from crm.pages import filters
from crm.pages.event_forms import offer_reasons
from crm.pages.keep_warm import shown_of
from crm.pages.pipeline import FIRST
from crm.pages.sent_once import sent_once
from crm.reads import acts, choices, keep_warm
from crm.reads.acts import MOST
from crm.reads.journeys import Card
from crm.reads.letters import Writing, writing
from crm.reads.under_way import SORTS
from crm.reads.workers import workers

blueprint = Blueprint("together", __name__)

# Where each kind begins, and what it is done to.
PLACES = {"news": ("/keep-warm?show=all", "Keep warm", "household")}
PIPELINE = ("/pipeline?view=list", "Pipeline", "journey")
NOBODY = "nobody"


@blueprint.get("/pipeline/together/<kind>")
@access.allow("pipeline.acts")
def form(kind: str) -> Answer:
    """What is asked about the journeys that were ticked, or about all that the filters leave."""
    ids = None if request.args.get("which") == "all" else _numbers(request.args.getlist("journey"))
    by = access.current_actor()
    if kind == "news":
        found = keep_warm.selected(ids, shown_of(request.args), MOST + 1, by)
    else:
        asked, _ = filters.read(request.args, SORTS, sort=FIRST)
        found = acts.selected(ids, asked, by)
    return _page(kind, _asked(kind, found), found)


@blueprint.post("/pipeline/together/<kind>")
@access.allow("pipeline.acts")
def send(kind: str) -> Response:
    """Show what it would do; once that is confirmed, do it."""
    by = access.current_actor()
    chosen = _numbers(request.form.get("journeys", "").split(","))
    found = keep_warm.sent(chosen, by) if kind == "news" else acts.sent(chosen, by)
    form = _asked(kind, found, request.form)
    ids = [card.id for card in found]  # those that are under way still
    if not form.validate() or "change" in request.form:
        return _page(kind, form, found, 422 if form.problems() else 200)
    asked = _answers(kind, form)
    try:
        whys = commands.what_if(kind, asked, ids, by=by)
        if "confirmed" not in request.form:
            return _check(kind, form, found, whys)

        def do() -> str:
            if request.form.get("seen") != _fingerprint(found, whys):
                raise Stale("Somebody has recorded something about these since you looked.")
            return url_for("acts.act", act=commands.begin(kind, asked, ids, by=by))

        return sent_once(form, do)
    except Stale:
        return _check(kind, form, found, whys, changed=True)
    except Refused as refusal:
        form.refuse(refusal.message, refusal.field)
        return _page(kind, form, found, 422)


def _asked(kind: str, found: Sequence[Card], sent: Any = None) -> Form:
    by = access.current_actor()
    if kind == "close":
        closing = CloseForm(sent, data={"happened_on": clock.today()})
        _offer_reasons(closing, found, sent)
        return closing
    if kind == "assign":
        assigning = AssignForm(sent)
        assigning.worker.choices = (*((str(number), name) for number, name in workers(by)), (NOBODY, "Nobody"))
        return assigning
    if kind in ("write", "news"):
        writing = WriteForm(sent)
        writing.template.choices = acts.templates(by, news=kind == "news")
        return writing
    return abort(404)


def _offer_reasons(closing: CloseForm, found: Sequence[Card], sent: Any) -> None:
    """The reasons that fit what is chosen. What was sent is no riddle where the journeys have moved on since (T50):
    the command says of each journey whether it fits."""
    by = access.current_actor()
    fit = acts.closed_reasons(found, by)
    offered = {code for each in fit.values() for code, _ in each}
    chosen = (sent.get("reason") if sent else None) or None
    every = choices.reasons("closed_reasons", by)
    old = tuple(each for each in every if each[0] == chosen and chosen not in offered)
    offer_reasons(closing.reason, fit, ("Chosen before", old))


def _answers(kind: str, form: Form) -> dict[str, Any]:
    """What is asked for, as the command takes it."""
    if kind == "close":
        again_on = form.data["again_on"]
        asked = {"reason": form.data["reason"], "happened_on": form.data["happened_on"].isoformat()}
        return asked | ({"again_on": again_on.isoformat()} if again_on else {})
    if kind == "assign":
        worker = form.data["worker"]
        return {"worker": None if worker == NOBODY else int(worker)}
    return {"template": form.data["template"]}


def _numbers(given: Sequence[str]) -> list[int]:
    """The numbers of journeys, each once; what is none is left out."""
    found = (int(each) for each in given if each.isascii() and each.isdigit() and len(each) < 16)
    return list(dict.fromkeys(found))[: MOST + 1]


def _page(kind: str, form: Form, found: Sequence[Card], code: int = 200) -> Answer:
    page = render_template(
        "pages/acts/together.html",
        kind=kind,
        form=form,
        found=found,
        most=MOST,
        said=act_words.KINDS[kind],
        place=PLACES.get(kind, PIPELINE),
    )
    return make_response(page, code)


def _fingerprint(found: Sequence[Card], whys: Mapping[int, str | None]) -> str:
    """What a person has seen of the journeys: if it is another when it comes back, they look again (T49)."""
    seen = [(card.id, card.stage, card.since.isoformat(), card.next.worker, whys.get(card.id)) for card in found]
    return sha256(repr(seen).encode()).hexdigest()[:20]


def _check(
    kind: str, form: Form, found: Sequence[Card], whys: Mapping[int, str | None], *, changed: bool = False
) -> Answer:
    """What would be done to which, and to which not, and why; `changed`: not what was seen before."""
    ended = commands.gone(kind)
    will = [card for card in found if whys.get(card.id, ended) is None]
    page = render_template(
        "pages/acts/check.html",
        kind=kind,
        form=form,
        problems=[],
        said=act_words.KINDS[kind],
        place=PLACES.get(kind, PIPELINE),
        answers=[(question.label.text, in_words(question)) for question in form.questions],
        will=will,
        seen=_fingerprint(found, whys),
        changed=changed,
        will_not=[(card, whys.get(card.id, ended)) for card in found if whys.get(card.id, ended) is not None],
        unseen=[
            (name, value)
            for name, values in request.form.lists()
            for value in values
            if name not in ("csrf_token", "confirmed", "change", "seen")
        ],
        letter=_letter(will[0], form) if "template" in form and will else None,
    )
    return make_response(page, 409 if changed else 200)


def _letter(card: Card, form: Form) -> Writing:
    """The letter as one of them gets it."""
    return writing(card.reference, form.data["template"], access.current_actor())
