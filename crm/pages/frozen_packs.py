"""Frozen packs: the list, freezing a report, one pack beside what is known today, and its bytes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask import Response as Answer
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from crm import access
from crm.commands import freezing
from crm.commands.freezing import FrozenAlready, Subject
from crm.errors import Refused, Unusable
from crm.exchange.papers.writing import format_named
from crm.exchange.quarterly import files, frozen_tables, pack_taken, sentences, told_targets
from crm.exchange.quarterly import frozen as formats
from crm.forms.imports import ButtonForm
from crm.pages import made_files, pack_papers, registers
from crm.pages.downloads import file
from crm.pages.filters import page_of
from crm.pages.reports import given_in
from crm.pages.sent_once import sent_once
from crm.reads import frozen
from crm.reads.frozen import Opened, PackSeen, Wanted
from crm.reads.searching import LONGEST
from crm.reports import asking
from crm.reports import scope as scopes
from crm.reports.asking import Question
from crm.reports.quarterly import quarterly

blueprint = Blueprint("frozen_packs", __name__)

PATH = "/reports/packs"
COLUMNS = ("Number", "Agency or hub", "From", "To", "Known on", "Whole period", "Frozen at", "Frozen by", "SHA-256")
STATES = [(frozen.INTERIM, "Interim: the period had not ended"), (frozen.WHOLE, "Of a whole period")]


@blueprint.get(PATH)
@access.allow("reports.view")
def listing() -> Answer:
    """The packs that one may open, the latest first."""
    kept = _kept()
    by = access.current_actor()
    return registers.page(
        "frozen",
        PATH,
        kept,
        [],
        exported="reports.freeze",
        found=frozen.listing(_wanted(kept), page_of(request.args), by),
        search=kept.get("q", ""),
        of=kept.get("of", ""),
        state=kept.get("state", ""),
        states=STATES,
        scopes=[(f"{each.parameter}:{each.slug}", each.name) for each in scopes.choices(by)],
    )


@blueprint.post(f"{PATH}/export")
@access.allow("reports.freeze")
def export() -> Answer:
    """The list as a file. It holds nothing of any household."""
    kept = _kept()
    form = registers.export_form(request.form)
    if not form.validate():
        return registers.not_taken("frozen", PATH, kept, form)
    by = access.current_actor()
    found = frozen.every(_wanted(kept), by)
    freezing.note_list_taken(len(found), str(form.reason.data), by=by)
    return registers.file("frozen-packs", COLUMNS, map(_cells, found))


@blueprint.get(f"{PATH}/freeze")
@access.allow("reports.freeze")
def form() -> Answer | Response:
    """What would be frozen, before it is."""
    if not request.args:
        return redirect(url_for("frozen_packs.listing"))
    return _form(_question(request.args), ButtonForm())


@blueprint.post(f"{PATH}/freeze")
@access.allow("reports.freeze")
def send() -> Answer | Response:
    """Freeze it: for good, and only if it says anything that the latest pack of the period does not."""
    question, asked = _question(request.form), ButtonForm(request.form)
    if not question.known_on.begun(question.period):
        return _form(question, asked, 422)

    def do() -> str:
        number = _freeze(question)
        flash("The report is frozen. Nobody can change this pack or take it away.", "success")
        return url_for("frozen_packs.one", frozen=number)

    try:
        return sent_once(asked, do)
    except FrozenAlready as already:
        flash(already.message, "warning")
        return redirect(url_for("frozen_packs.one", frozen=already.pack), 303)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _form(question, asked, 422)


@blueprint.get(f"{PATH}/<int:frozen>")
@access.allow("reports.view")
def one(frozen: int) -> Answer:
    """A pack: its figures as frozen, and beside each that differs what it is today; as a page or as a paper."""
    pack = opened(frozen)
    if not pack.intact:
        return make_response(render_template("pages/frozen/broken.html", pack=pack.seen), 409)
    if chosen := request.args.get("format"):
        words = {"kind": files.PACK, "pack": str(frozen), "format": format_named(chosen).suffix}
        words |= {"reason": given} if (given := pack_papers.reason()) else {}
        return made_files.taken(words, pack.scope)
    then, now = pack_taken.sides(pack, access.current_actor())
    page = render_template(
        "pages/frozen/one.html",
        pack=pack.seen,
        agencies=[each.name for each in pack.scope.councils],
        rules=formats.rules(pack.content),
        targets=[told_targets.cells(each) for each in formats.targets(pack.content)],
        target_columns=told_targets.COLUMNS,
        view=frozen_tables.view(pack.seen, then, now),
        report=f"/reports/quarterly?{urlencode(_address(pack.seen))}",
        own_files=made_files.own(),
        others=[each for each in same_period(pack.seen) if each.id != pack.seen.id],
        reasons=pack_papers.reasons(),
    )
    return make_response(page)


@blueprint.get(f"{PATH}/<int:frozen>/file")
@access.allow("reports.unsuppressed")
def stored(frozen: int) -> Answer:
    """The pack's own bytes, as they were frozen: figures and definitions, and no household."""
    pack = opened(frozen)
    if not pack.intact:
        return make_response(render_template("pages/frozen/broken.html", pack=pack.seen), 409)
    return file(pack.content, "application/json", f"pack-{frozen}-{pack.seen.scope}.json")


def opened(number: int) -> Opened:
    """The pack of this number. NotFound: there is none, or it is not one's own to see."""
    return pack_taken.opened(number, access.current_actor())


def same_period(pack: PackSeen) -> list[PackSeen]:
    """Every pack of the same agency or hub and period, the latest first."""
    wanted = Wanted(of=f"{pack.parameter}:{pack.scope}", period=pack.period)
    return frozen.every(wanted, access.current_actor())


def _question(given: MultiDict[str, str]) -> Question:
    asked = asking.read(given_in(given), access.current_actor(), narrows=False)
    if asked.question is None:
        raise Unusable(". ".join(problem for _, problem in asked.problems) + ".")
    return asked.question


def _freeze(question: Question) -> int:
    by, scope = access.current_actor(), question.scope

    def make(at: datetime, marks: tuple[int, int]) -> formats.Frozen:
        report = quarterly(scope, question.period, question.known_on)
        return formats.frozen(report, at=at, by=by.user_id, marks=marks)

    subject = Subject(
        scope=scope.slug,
        scope_name=scope.name,
        is_hub=scope.is_hub,
        agency_ids=scope.agency_ids,
        first=question.period.first,
        last=question.period.last,
        known_on=question.known_on.day,
        interim=formats.interim(question.period, question.known_on),
    )
    return freezing.freeze(subject, make, by=by)


def _form(question: Question, asked: ButtonForm, code: int = 200) -> Answer:
    report = quarterly(question.scope, question.period, question.known_on)
    fields = question.parameters
    page = render_template(
        "pages/frozen/freeze.html",
        report=report,
        form=asked,
        fields=fields,
        sentences=sentences,
        interim=formats.interim(question.period, question.known_on),
        back=f"/reports/quarterly?{urlencode(fields)}",
    )
    return make_response(page, code)


def _address(pack: PackSeen) -> dict[str, str]:
    return {
        pack.parameter: pack.scope,
        "from": pack.period.first.isoformat(),
        "to": pack.period.last.isoformat(),
        "known_on": pack.known_on.isoformat(),
    }


def _kept() -> dict[str, str]:
    """What the list is narrowed by; what there is not asks for all (T30)."""
    given = request.args
    state = given.get("state", "")
    found = {
        "q": " ".join(given.get("q", "").split())[:LONGEST],
        "of": given.get("of", "")[:80],
        "state": state if state in frozen.STATES else "",
    }
    return {name: value for name, value in found.items() if value}


def _wanted(kept: Mapping[str, str]) -> Wanted:
    return Wanted(q=kept.get("q", ""), of=kept.get("of", ""), state=kept.get("state", ""))


def _cells(each: PackSeen) -> tuple[Any, ...]:
    whole = "No, interim" if each.interim else "Yes"
    period = (each.period.first, each.period.last)
    return (
        each.id,
        each.scope_name,
        *period,
        each.known_on,
        whole,
        each.frozen_at,
        each.frozen_by,
        each.content_hash,
    )
