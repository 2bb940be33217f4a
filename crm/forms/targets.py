"""What is asked of a target: a figure of the report, whom it is about, how many, and in which period."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, DayQuestion, TextQuestion, WholeNumberQuestion

MOST = 100_000
FIRST = "Enter the first day of the period: a target without a period says nothing"
LAST = "Enter the last day of the period: a target without a period says nothing"


class ChangeTargetForm(Form):
    """Another number, or another period."""

    number = WholeNumberQuestion("How many?", least=1, most=MOST, required="Enter how many")
    first = DayQuestion("First day of the period", hint="For example, 1 4 2026", required=FIRST)
    last = DayQuestion("Last day of the period", hint="For example, 31 3 2027", required=LAST)
    note = TextQuestion(
        "Why is it changed?",
        hint="Say where it was agreed. Name nobody",
        most=200,
        required="Say why it is changed",
    )


class TargetForm(Form):
    """A new target."""

    figure = ChoiceQuestion("What is counted?", required="Choose what is counted")
    population = ChoiceQuestion("Of whom?", required="Choose whom it is about")
    number = WholeNumberQuestion(
        "How many?",
        hint="Of households that leave, at most how many",
        least=1,
        most=MOST,
        required="Enter how many",
    )
    first = DayQuestion("First day of the period", hint="For example, 1 4 2026", required=FIRST)
    last = DayQuestion("Last day of the period", hint="For example, 31 3 2027", required=LAST)
    note = TextQuestion(
        "Where was it agreed?",
        hint="You can leave it empty. Name nobody: everybody on the staff reads it",
        most=200,
    )


class WithdrawForm(Form):
    """It is taken back."""

    note = TextQuestion("Why is it withdrawn?", hint="Name nobody", most=200, required="Say why it is withdrawn")


class ButtonForm(Form):
    """It is set again as it was."""
