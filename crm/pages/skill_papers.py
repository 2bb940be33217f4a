"""A paper that a carer sent in the portal: a worker looks at it, and says whether it shows what it was sent for."""

from __future__ import annotations

from flask import Blueprint, flash, make_response, render_template, request, url_for
from flask import Response as Answer
from werkzeug.wrappers import Response

from crm import access, skill_words
from crm.commands import skill_papers as commands
from crm.errors import NotFound, Refused
from crm.forms.own_skills import LookForm
from crm.pages.sent_once import sent_once
from crm.reads import skills as reads
from crm.reads.skills import SkillsSeen, StepSeen

blueprint = Blueprint("skill_papers", __name__)

PATH = "/households/<reference>/skills/papers/<int:sent_paper>"


@blueprint.get(PATH)
@access.allow("skills.record")
def form(reference: str, sent_paper: int) -> Answer:
    """What was sent, and whether it shows it."""
    found, step = _found(reference, sent_paper)
    return _page(found, step, _form(found, data={"on": step.on}))


@blueprint.post(PATH)
@access.allow("skills.record")
def answer(reference: str, sent_paper: int) -> Response:
    """Say it. The carer is written to."""
    found, step = _found(reference, sent_paper)
    asked, by = _form(found, request.form), access.current_actor()
    if not asked.validate():
        return _page(found, step, asked, 422)
    home = found.household.identity

    def do() -> str:
        if asked.answer.data == "yes":
            if asked.on.data is None:
                raise Refused("Enter since which day it shows it", field="on")
            commands.accept(home.id, step.id, on=asked.on.data, by=by)
        else:
            commands.decline(home.id, step.id, because=asked.because.data or "", by=by)
        flash("On record. The carer is written to.", "success")
        return url_for("skills.record", reference=home.reference)

    try:
        return sent_once(asked, do)
    except Refused as refusal:
        asked.refuse(refusal.message, refusal.field)
        return _page(found, step, asked, 422)


def _found(reference: str, number: int) -> tuple[SkillsSeen, StepSeen]:
    found = reads.record(reference, None, access.current_actor())
    step = found.step(number)
    if step.act != "offered":
        raise NotFound("There is no such entry")
    return found, step


def _form(found: SkillsSeen, sent: object = None, data: dict[str, object] | None = None) -> LookForm:
    asked = LookForm(sent, data=data or {})
    asked.because.choices = found.household.choices.pairs("paper_reasons")
    return asked


def _page(found: SkillsSeen, step: StepSeen, asked: LookForm, code: int = 200) -> Answer:
    page = render_template(
        "pages/skills/look.html", found=found, seen=found.household, step=step, form=asked, skill_words=skill_words
    )
    return make_response(page, code)
