"""The service's proposal to end an approval, the carer's answer, and the decision that it goes on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from crm import panel_words
from crm.forms.endings import reason_question
from crm.forms.questions import DayQuestion, RadiosQuestion
from crm.forms.reasons import reasons_question
from crm.forms.records import RecordForm
from crm.journey.ending_events import TerminationAnswered, TerminationDropped, TerminationProposed
from crm.journey.events import Event


class TerminationForm(RecordForm):
    """The service proposes to end the approval. The last day to answer follows from the rules."""

    kind = TerminationProposed
    lists = {"reason": "deregistered_reasons"}
    lead = (
        "A proposal to end an approval is a qualifying determination: it is sent in writing, with the reasons. The "
        "carer has 28 days to make representations or to apply to the IRM, not both (RV-6). Until the decision the "
        "household is approved."
    )
    happened_on = DayQuestion(
        "Date of the notice", hint="The day on which it was sent", required="Enter the date of the notice"
    )
    reason = reason_question()
    reasons = reasons_question(
        "In words, as the notice gives them to the carer (RV-6)",
        label="Reasons in full",
        required="Say why, in full: the notice gives the carer the reasons (RV-6)",
    )

    # The page sets what the rules give for a day: forms know no rule.
    answer_by: Callable[[date], date] = staticmethod(lambda sent_on: sent_on)

    def event(self) -> Event:
        """The proposal, with the last day to answer it."""
        sent_on = self.happened_on.data
        return TerminationProposed(happened_on=sent_on, answer_by=self.answer_by(sent_on), reason=self.reason.data)

    def corrected(self, was: Event) -> Event:
        """The last day to answer stays as it was, unless the day of the notice was wrong."""
        new = self.event()
        if (
            isinstance(new, TerminationProposed)
            and isinstance(was, TerminationProposed)
            and new.happened_on == was.happened_on
        ):
            return replace(new, answer_by=was.answer_by)
        return new


class TerminationAnswerForm(RecordForm):
    """The carer answered the proposal."""

    kind = TerminationAnswered
    happened_on = DayQuestion(
        "Date on which the answer was received", required="Enter the date on which the answer was received"
    )
    answer = RadiosQuestion(
        "What they chose",
        choices=tuple(panel_words.ANSWERS.items()),
        required="Choose what they chose",
        classes="govuk-radios--small",
    )


class TerminationDroppedForm(RecordForm):
    """The approval goes on."""

    kind = TerminationDropped
    happened_on = DayQuestion("Date of the decision", required="Enter the date of the decision")
