"""The forms about a carer's skills, with what a council's lists and the household offer."""

from __future__ import annotations

from typing import Any

from crm.commands.skill_entries import Evidence
from crm.forms.skills import AskForm, DecideForm, NeedForm, StrikeOutStepForm, TrainingForm, TurnDownForm
from crm.pages.profiles import number_of
from crm.reads.skills import CarerSeen, SkillsSeen


def evidence(form: Any) -> Evidence:
    """What a form says shows it."""
    document = number_of(form.document.data or "") or None
    return Evidence(document_id=document, kind=form.evidence.data, on=form.evidence_on.data)


def asking(found: SkillsSeen, carer: CarerSeen, sent: Any = None, **own: Any) -> AskForm:
    """A carer asks for a level, or one is recommended: another than their own."""
    form = AskForm(sent, **own)
    form.level.choices = tuple((each, f"Level {each}") for each in found.offered if each != carer.level)
    form.because.choices = found.household.choices.pairs("level_reasons")
    return form


def deciding(found: SkillsSeen, carer: CarerSeen, sent: Any = None, **own: Any) -> DecideForm:
    """A level is decided: the one that is asked for or recommended (PF-3)."""
    form = DecideForm(sent, **own)
    offered = (carer.asked.what,) if carer.asked else found.offered
    form.level.choices = tuple((each, f"Level {each}") for each in offered)
    form.because.choices = found.household.choices.pairs("level_reasons")
    _offer_evidence(form, found)
    return form


def needing(found: SkillsSeen, sent: Any = None, **own: Any) -> NeedForm:
    """A carer has something that a level needs."""
    form = NeedForm(sent, **own)
    every = (need for level in found.household.choices.entries("skill_levels") for need in level.get("needs", ()))
    form.need.choices = tuple((each, each) for each in dict.fromkeys(every))
    _offer_evidence(form, found)
    return form


def form_of_training(found: SkillsSeen, sent: Any = None, **own: Any) -> TrainingForm:
    """Carers attended a course."""
    form = TrainingForm(sent, **own)
    form.carers.choices = tuple((str(each.position), each.name) for each in found.carers)
    form.course.choices = found.household.choices.pairs("training_courses")
    form.document.choices = tuple((str(number), name) for number, name in found.documents)
    return form


def _offer_evidence(form: DecideForm | NeedForm, found: SkillsSeen) -> None:
    form.document.choices = tuple((str(number), name) for number, name in found.documents)
    form.evidence.choices = found.household.choices.pairs("level_evidence")


def why(found: SkillsSeen, sent: Any = None) -> TurnDownForm:
    """Why a request is turned down."""
    form = TurnDownForm(sent)
    form.because.choices = found.household.choices.pairs("level_reasons")
    return form


def striking(found: SkillsSeen, sent: Any = None) -> StrikeOutStepForm:
    """Why a step is struck out."""
    form = StrikeOutStepForm(sent)
    form.because.choices = found.household.choices.correction_reasons("strike_out")
    return form
