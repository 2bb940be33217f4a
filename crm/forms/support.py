"""What support a household asked for, and what came of it."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, DayQuestion, LongTextQuestion, RadiosQuestion


class SupportForm(Form):
    """They asked for something."""

    kind = ChoiceQuestion("What did they ask for?", required="Choose what they asked for")
    what = LongTextQuestion("In a few words", most=2000)
    on = DayQuestion("Date on which they asked", required="Enter the date on which they asked")


class SettledForm(Form):
    """It was met, or will not be."""

    how = RadiosQuestion("What came of it?", required="Choose what came of it", classes="govuk-radios--small")
    on = DayQuestion("Date", required="Enter the date")
