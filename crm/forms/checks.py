"""What was done about checks: of one, with its evidence and what came of it, or of several at once."""

from __future__ import annotations

from typing import Any

from crm import check_words
from crm.forms.govuk import Form
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    LongTextQuestion,
    RadiosQuestion,
    TextQuestion,
)

TICKS = ("requested", "chased", "received")  # what anybody notes who works with the household
SMALL = "govuk-radios--small"


def act_question() -> RadiosQuestion:
    """What was done."""
    return RadiosQuestion(
        "What was done?",
        choices=tuple(check_words.ACTS.items()),
        hints=check_words.HINTS,
        required="Choose what was done",
        classes=SMALL,
    )


def outcome_question() -> RadiosQuestion:
    """What came of it, where that has to be said."""
    return RadiosQuestion(
        "What came of it?",
        hint="Only of what was received and read. What is left open can be said later",
        classes=SMALL,
    )


def reason_question() -> TextQuestion:
    """Why it is not needed."""
    return TextQuestion(
        "Why is it waived, or does not apply?",
        hint="For these two only. In a few words, without names",
        most=400,
        attributes={"autocomplete": "off"},
    )


class StepForm(Form):
    """A step with one check."""

    act = act_question()
    on = DayQuestion("On which day?", required="Enter the day")
    outcome = outcome_question()
    number = TextQuestion(
        "Number of the certificate",
        hint="The certificate itself is not kept",
        most=40,
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )
    expires_on = DayQuestion("Until when does it hold?", hint="Left empty, as long as the council has settled")
    document = ChoiceQuestion("Evidence", hint="A document of this household")
    note = LongTextQuestion("What was found", hint="Shown only to whoever says why they ask", most=1000)
    reason = reason_question()

    def only_ticks(self) -> None:
        """Leave out what only a social worker or a manager says."""
        self.act.choices = tuple(each for each in self.act.choices if each[0] in TICKS)
        for name in ("outcome", "number", "note", "reason"):
            del self[name]

    def answer(self, name: str) -> Any:
        """An answer; None, where it was not asked."""
        return self[name].data if name in self else None


class ManyStepsForm(Form):
    """One step with several checks."""

    lines = CheckboxesQuestion("Checks", required="Choose at least one check")
    act = act_question()
    on = DayQuestion("On which day?", required="Enter the day")
    outcome = outcome_question()
    reason = reason_question()

    def only_ticks(self) -> None:
        """Leave out what only a social worker or a manager says."""
        self.act.choices = tuple(each for each in self.act.choices if each[0] in TICKS)
        for name in ("outcome", "reason"):
            del self[name]


class ResultsReasonForm(Form):
    """Why somebody asks what came of checks."""

    why = ChoiceQuestion("Why do you need them?", required="Choose why you need them")
