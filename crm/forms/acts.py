"""What is asked before something is done to many journeys at once, and before it is taken back."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, DayQuestion, GroupedQuestion, RadiosQuestion


class CloseForm(Form):
    """Closing: one day and one reason for all."""

    happened_on = DayQuestion("Date of closing", required="Enter the date of closing")
    reason = GroupedQuestion(
        "Main reason",
        hint="Whose decision it was goes with the reason. Each is closed at the stage where it is",
        required="Choose the main reason",
    )
    again_on = DayQuestion(
        "From which day may they be asked again?",
        hint="They come back on the list of that day. Leave it empty if they may not, or it was not talked about",
    )


class AssignForm(Form):
    """Giving households to a worker."""

    worker = ChoiceQuestion("Who works with them from now on?", required="Choose who works with them")


class WriteForm(Form):
    """Sending a letter."""

    template = ChoiceQuestion(
        "Letter",
        hint="By e-mail, with each household's own name in it. Whoever asked not to be written to gets none",
        required="Choose the letter",
    )


class UndoForm(Form):
    """Why an act is taken back."""

    why = RadiosQuestion(
        "Why is it taken back?", required="Choose why it is taken back", classes="govuk-radios--small"
    )
