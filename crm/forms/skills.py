"""What is asked of a carer's skills: a level, what a level needs, a course; and a reason where one is due."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    RadiosQuestion,
    WholeNumberQuestion,
)

SMALL = "govuk-radios--small"
OR_PAPER = "Or a paper that is not on record here"


def _document() -> ChoiceQuestion:
    return ChoiceQuestion("A document of this household")


def _evidence() -> ChoiceQuestion:
    return ChoiceQuestion(OR_PAPER)


def _evidence_on() -> DayQuestion:
    return DayQuestion("Day of that paper")


class AskForm(Form):
    """A carer asks for a level, or one is recommended for them."""

    level = RadiosQuestion(
        "Which level is asked for or recommended?",
        hint="Another person, a manager, decides it (PF-3)",
        required="Choose a level",
        classes=SMALL,
    )
    on = DayQuestion("On which day?", required="Enter the day")
    because = ChoiceQuestion("Why, if the level is lower than now?")


class DecideForm(Form):
    """A level is decided."""

    level = RadiosQuestion("Which level?", required="Choose a level", classes=SMALL)
    on = DayQuestion(
        "From which day does it hold?",
        hint="The fee changes on this day, and not before",
        required="Enter the day from which it holds",
    )
    document = _document()
    evidence = _evidence()
    evidence_on = _evidence_on()
    because = ChoiceQuestion("Why, if the level is lower than before?")
    anyway = CheckboxesQuestion(
        "Something is not on record",
        choices=(("yes", "Decide it all the same"),),
        classes="govuk-checkboxes--small",
    )

    def leave_out_unasked(self) -> None:
        """Ask whether it is meant only where something is missing."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]


class NeedForm(Form):
    """A carer has something that a level needs."""

    need = RadiosQuestion("What do they have?", required="Choose what they have", classes=SMALL)
    on = DayQuestion("Since which day?", required="Enter the day")
    document = _document()
    evidence = _evidence()
    evidence_on = _evidence_on()


class TrainingForm(Form):
    """Carers attended a course."""

    carers = CheckboxesQuestion(
        "Who attended?", required="Choose at least one carer", classes="govuk-checkboxes--small"
    )
    course = ChoiceQuestion("Which course?", required="Choose a course")
    on = DayQuestion("On which day?", required="Enter the day")
    minutes = WholeNumberQuestion("How long was it, if that is known?", least=15, most=6000, unit="minutes")
    document = ChoiceQuestion("Certificate", hint="A document of this household, if there is one")


class TurnDownForm(Form):
    """A request is turned down."""

    because = RadiosQuestion(
        "Why is it turned down?",
        hint="The carer is told in writing, and may ask for it to be looked at again (PF-3)",
        required="Choose why it is turned down",
        classes=SMALL,
    )


class StrikeOutStepForm(Form):
    """A step was recorded by mistake. Of a level that was decided two people say so."""

    because = RadiosQuestion(
        "Why is it struck out?",
        hint="It counts no more. That it was on record, and who struck it out, stays",
        required="Choose why it is struck out",
        classes=SMALL,
    )
