"""The exit interview: that it was offered, and what came of it, as codes. What was said word for word is a note."""

from __future__ import annotations

from typing import Any

from crm import ending_words
from crm.forms.questions import CheckboxesQuestion, DayQuestion, RadiosQuestion
from crm.forms.records import RecordForm
from crm.journey.ending_events import ExitInterviewClosed, ExitInterviewOffered


class ExitOfferForm(RecordForm):
    """An exit interview was offered."""

    kind = ExitInterviewOffered
    lead = "Everybody who leaves is offered one, with somebody who was not their own worker if they wish."
    happened_on = DayQuestion("Date of the offer", required="Enter the date of the offer")


class ExitInterviewForm(RecordForm):
    """What came of it."""

    kind = ExitInterviewClosed
    lists = {"said": "exit_interview_themes"}
    lead = "What counts is coded here. What was said word for word belongs in a contact note."

    happened_on = DayQuestion(
        "Date", hint="Of the interview, or of their answer", required="Enter the date of the interview"
    )
    outcome = RadiosQuestion(
        "What came of it",
        choices=tuple(ending_words.INTERVIEWS.items()),
        required="Choose what came of it",
        classes="govuk-radios--small",
    )
    said = CheckboxesQuestion(
        "What they named",
        hint="If it was held. All that they named, good or bad",
        classes="govuk-checkboxes--small hearth-choices",
    )
    again = RadiosQuestion(
        "Would they foster again?", choices=tuple(ending_words.AGAIN.items()), classes="govuk-radios--small"
    )
    recommend = RadiosQuestion(
        "Would they tell others to foster here?",
        choices=tuple(ending_words.AGAIN.items()),
        classes="govuk-radios--small",
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever was not interviewed has named nothing."""
        sound: bool = super().validate(extra_validators)
        if sound and self.outcome.data != "held" and (self.said.data or self.again.data or self.recommend.data):
            self.refuse("What they named is recorded only if the interview was held", "outcome")
            return False
        return sound
