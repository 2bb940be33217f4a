"""A hold: why the journey pauses and when to look at it again; and its end."""

from __future__ import annotations

from crm.forms.questions import DayQuestion, RadiosQuestion
from crm.forms.records import RecordForm
from crm.journey.events import HoldEnded, HoldStarted


class HoldForm(RecordForm):
    """The journey pauses."""

    kind = HoldStarted
    lead = (
        "The eight months to panel run on during a hold (PN-7). Hearth also says what the day would be without it, "
        "so that a report can explain the difference."
    )
    lists = {"reason": "hold_reasons"}

    happened_on = DayQuestion("From which day?", required="Enter the day from which it is on hold")
    reason = RadiosQuestion("Why", required="Choose why it is on hold", classes="govuk-radios--small")
    review_on = DayQuestion(
        "When is it looked at again?",
        hint="At most as far ahead as your council’s settings say: three months as a rule",
        required="Enter the day on which it is looked at again",
    )


class HoldEndForm(RecordForm):
    """The journey goes on."""

    kind = HoldEnded
    happened_on = DayQuestion(
        "From which day does it go on?", required="Enter the day from which the journey goes on"
    )
