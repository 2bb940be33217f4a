"""What is asked of a priority of the strategy, and of its review."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, DayQuestion, GroupedQuestion, LongTextQuestion, TextQuestion


class PriorityForm(Form):
    """What is to be reached, by whom and by when."""

    title = TextQuestion(
        "What is to be reached?",
        hint="For example, More carers for teenagers. Name nobody",
        most=120,
        required="Say what is to be reached",
    )
    owner = ChoiceQuestion("Who owns it?", required="Choose who owns it")
    due_on = DayQuestion("By which day?", hint="For example, 31 3 2027", required="Enter the day")
    status = ChoiceQuestion("Where does it stand?", required="Choose where it stands")
    measure = GroupedQuestion("What is it measured by?", hint="A target, or a figure of the report")
    note = LongTextQuestion("What there is to say", most=500, hint="You can leave it empty. Name nobody")


class ReviewForm(Form):
    """It was looked at."""

    on = DayQuestion("On which day was it reviewed?", required="Enter the day of the review")
    status = ChoiceQuestion("Where does it stand now?", required="Choose where it stands")
    note = LongTextQuestion("What was found?", most=500, hint="Name nobody", required="Say what was found")


class WithdrawForm(Form):
    """It is taken back."""

    note = TextQuestion("Why is it withdrawn?", hint="Name nobody", most=200, required="Say why it is withdrawn")
