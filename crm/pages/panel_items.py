"""One household on a panel's agenda: its papers, who stands down from it, and what panel recommended."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, panel_words, words
from crm.commands import panel_items as commands
from crm.errors import Refused
from crm.exchange.documents import marks
from crm.formatters import lower_first
from crm.forms.imports import ButtonForm
from crm.forms.panels import HeardForm, PaperForm, StandDownForm
from crm.journey.hearings import OF_APPROVALS
from crm.pages.both_sides import on_record
from crm.pages.panel_sending import numbers_of, send, version_of
from crm.reads import panels
from crm.reads.panels import OneItem

blueprint = Blueprint("panel_items", __name__)

PATH = "/panel/<int:panel>/items/<int:item>"


@blueprint.get(PATH)
@access.allow("panel.view")
def record(panel: int, item: int) -> Answer:
    """The item, with what may be done about it."""
    return _page(panels.item(panel, item, access.current_actor()))


@blueprint.post(f"{PATH}/papers")
@access.allow("panel.list")
def prepare(panel: int, item: int) -> Response:
    """Say what panel is asked, and choose the documents."""
    by = access.current_actor()
    form = PaperForm(request.form)
    found = panels.item(panel, item, by)
    _offer_papers(form, found)
    known = [each.id for each in found.item.papers]
    if not form.validate() or not form.require_looked(known) or not _markable(form, found, known):
        return _page(found, 422, papers=form)

    def do() -> str:
        commands.prepare(
            item,
            summary=form.summary.data or "",
            documents=numbers_of(form.chosen),
            version=version_of(form),
            by=by,
        )
        flash("The papers are kept.", "success")
        return url_for("panel_items.record", panel=panel, item=item)

    return send(form, do, lambda code: _page(panels.item(panel, item, by), code, papers=form))


@blueprint.post(f"{PATH}/conflicts")
@access.allow("panel.list")
def stand_down(panel: int, item: int) -> Response:
    """Record who stands down from it."""
    by = access.current_actor()
    form = StandDownForm(request.form)
    found = panels.item(panel, item, by)
    form.members.choices = _members(found)
    if not form.validate():
        return _page(found, 422, down=form)

    def do() -> str:
        commands.stand_down(item, numbers_of(form.members.data), version=version_of(form), by=by)
        flash("Who stands down is on record. They do not see these papers.", "success")
        return url_for("panel_items.record", panel=panel, item=item)

    return send(form, do, lambda code: _page(panels.item(panel, item, by), code, down=form))


@blueprint.post(f"{PATH}/recommendation")
@access.allow("panel.manage")
def recommend(panel: int, item: int) -> Response:
    """Record what panel recommended, and why."""
    by = access.current_actor()
    form = HeardForm(request.form)
    shown = panels.item(panel, item, by)
    _of_purpose(form, shown)
    if not form.validate():
        return _page(shown, 422, heard=form)

    def do() -> str:
        commands.recommend(
            item,
            recommendation=str(form.recommendation.data),
            reasons=form.reasons.data or "",
            applicant_came=bool(form.applicant_came.data),
            version=version_of(form),
            by=by,
        )
        flash(f"Panel recommended: {words.RECOMMENDATIONS[str(form.recommendation.data)].lower()}.", "success")
        return url_for("panels.record", panel=panel)

    return send(form, do, lambda code: _page(panels.item(panel, item, by), code, heard=form))


@blueprint.post(f"{PATH}/remove")
@access.allow("panel.list")
def take_off(panel: int, item: int) -> Response:
    """Take the household off the agenda."""
    by = access.current_actor()
    form = ButtonForm(request.form)
    panels.item(panel, item, by)

    def do() -> str:
        commands.take_off(item, version=version_of(form), by=by)
        flash("They are off this agenda, and ready for another.", "success")
        return url_for("panels.record", panel=panel)

    return send(form, do, lambda code: _page(panels.item(panel, item, by), code, pressed=form))


def _members(found: OneItem) -> tuple[tuple[str, str], ...]:
    return tuple((str(each.id), each.name or "(erased)") for each in found.panel.sitting)


def _markable(form: PaperForm, found: OneItem, known: Collection[int]) -> bool:
    """Whether each document that is new to the papers can be marked with who opens it."""
    fresh = set(numbers_of(form.chosen)) - set(known)
    for each in panels.contents(found, fresh):
        try:
            marks.marked(each.kind, each.content, "Opened by")
        except Refused as refusal:
            form.refuse(f"{each.name}: {lower_first(refusal.message)}", "documents")
            return False
    return True


def _offer_papers(form: PaperForm, found: OneItem) -> None:
    form.documents.choices = tuple((str(each.id), each.name) for each in found.readable)
    if not found.readable:
        del form["documents"]
        del form["looked"]


def _of_purpose(form: HeardForm, found: OneItem) -> None:
    """What panel recommends of an approval is not what it recommends of an application (PN-9)."""
    if found.item.purpose in OF_APPROVALS:
        form.recommendation.choices = tuple(panel_words.OF_APPROVALS.items())


def _page(found: OneItem, code: int = 200, **forms: Any) -> Answer:
    shown = found.item
    papers = forms.get("papers")
    kept = {"summary": shown.summary, "documents": tuple(str(each.id) for each in shown.papers)}
    if papers is None:
        papers = PaperForm(data=kept)
        _offer_papers(papers, found)
    stood = {"members": tuple(map(str, shown.stood_down))}
    down = forms.get("down") or StandDownForm(data=stood)
    down.members.choices = _members(found)
    overtaken = [*on_record(papers, kept), *on_record(down, stood)] if code == 409 else []
    # What was struck out is entered again, with what was right of it.
    was = {"reasons": shown.reasons, "applicant_came": ("yes",) if shown.applicant_came else ()}
    heard = forms.get("heard") or HeardForm(data=was)
    _of_purpose(heard, found)
    press = forms.get("pressed") or ButtonForm()
    for form in (papers, down, heard, press):
        form.version.data = str(shown.version)
    page = render_template(
        "pages/panels/item.html",
        seen=found.panel,
        item=shown,
        papers=papers,
        down=down,
        heard=heard,
        press=press,
        now=overtaken,
        panel_words=panel_words,
        problems=[each for form in (press, papers, down, heard) for each in form.problems()],
    )
    return make_response(page, code)
