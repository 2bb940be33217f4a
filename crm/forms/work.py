"""What is to be done next for a household, by when, and who works with it."""

from __future__ import annotations

from crm.forms.contacts import ANYWAY
from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, ChoiceQuestion, DayQuestion, RadiosQuestion, TextQuestion


def day_question(label: str) -> DayQuestion:
    """A day that was promised."""
    return DayQuestion(label, hint="Today or a day to come", required="Enter the day")


class WorkerQuestion(ChoiceQuestion):
    """One of the staff; left as it is, whoever works with the household."""

    nothing = "Whoever works with the household"


class TaskForm(Form):
    """A next step in one's own words, or a call that was promised."""

    kind = RadiosQuestion(
        "What is to be done?",
        choices=(("step", "Something in your own words"), ("call_back", "Call them back, as promised")),
        default="step",
        required="Choose what is to be done",
        classes="govuk-radios--small",
    )
    what = TextQuestion(
        "In a few words",
        hint="Like 'Chase the reference from the school'. For a call back it may be left empty",
        most=200,
        attributes={"autocomplete": "off"},
    )
    anyway = CheckboxesQuestion("It looks like an address", choices=ANYWAY, classes="govuk-checkboxes--small")
    due_on = day_question("By which day?")
    worker = WorkerQuestion("Who does it")

    def leave_out_unasked(self) -> None:
        """Ask about an address only where the words seem to hold one."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]


class MoveForm(Form):
    """Another day."""

    due_on = day_question("Which day instead?")


class WorkerForm(Form):
    """Who works with a household."""

    worker = RadiosQuestion(
        "Who works with this household?",
        required="Choose who works with this household",
        classes="govuk-radios--small",
    )


class HandOverForm(Form):
    """To whom all of a worker's households go."""

    worker = RadiosQuestion(
        "Who takes them over?", required="Choose who takes them over", classes="govuk-radios--small"
    )
