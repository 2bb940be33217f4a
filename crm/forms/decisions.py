"""What follows panel's recommendation: minutes, the proposal not to approve and its answer, and who was told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from crm import words
from crm.forms.questions import DayQuestion, RadiosQuestion
from crm.forms.reasons import reasons_question
from crm.forms.records import RecordForm
from crm.journey.decision_events import (
    AgreementSigned,
    AnswerReceived,
    ApplicantTold,
    IrmNotified,
    IrmPapersSent,
    IrmRecommended,
    MinutesReceived,
    RefusalProposed,
)
from crm.journey.events import Event


class MinutesForm(RecordForm):
    """The decision maker has the final minutes."""

    kind = MinutesReceived
    happened_on = DayQuestion(
        "Date on which the minutes were received",
        hint="The day on which the decision maker had the recommendation and the final minutes (DM-3)",
        required="Enter the date on which the minutes were received",
    )


class ProposalForm(RecordForm):
    """The decision maker proposes not to approve. The last day to answer follows from the rules."""

    kind = RefusalProposed
    lead = (
        "A proposal not to approve is a qualifying determination: it is sent in writing, with the reasons and "
        "panel's recommendation. They have 28 days to make representations or to apply to the IRM, not both "
        "(DM-7). It is not final before that."
    )
    happened_on = DayQuestion(
        "Date of the notice", hint="The day on which it was sent", required="Enter the date of the notice"
    )
    reasons = reasons_question(
        "In full, as the notice gives them to the applicant (DM-7). If panel recommended approval, say why the "
        "decision is another (DM-2)",
        required="Say why, in full: the notice gives the reasons with panel's recommendation (DM-7)",
    )

    # The page sets what the rules give for a day: forms know no rule.
    answer_by: Callable[[date], date] = staticmethod(lambda sent_on: sent_on)

    def event(self) -> Event:
        """The proposal, with the last day to answer it."""
        sent_on = self.happened_on.data
        return RefusalProposed(happened_on=sent_on, answer_by=self.answer_by(sent_on))

    def corrected(self, was: Event) -> Event:
        """The last day to answer stays as it was, unless the day of the notice was wrong."""
        new = self.event()
        if isinstance(new, RefusalProposed) and isinstance(was, RefusalProposed):
            return replace(new, answer_by=was.answer_by) if new.happened_on == was.happened_on else new
        return new


class AnswerForm(RecordForm):
    """The applicant answered the proposal: one way or the other."""

    kind = AnswerReceived
    happened_on = DayQuestion("Date on which it was received", required="Enter the date on which it was received")
    answer = RadiosQuestion(
        "What they sent",
        choices=tuple(words.ANSWERS.items()),
        hint="One or the other, never both (DM-7)",
        required="Choose what they sent",
    )


class IrmNotifiedForm(RecordForm):
    """The IRM told the service that somebody applied to it."""

    kind = IrmNotified
    happened_on = DayQuestion(
        "Date on which the IRM's notification was received",
        hint="Papers go to the Secretary of State within 10 working days of it (DM-9)",
        required="Enter the date on which the IRM's notification was received",
    )


class IrmPapersForm(RecordForm):
    """The papers for the IRM went out."""

    kind = IrmPapersSent
    happened_on = DayQuestion(
        "Date on which the papers were sent", required="Enter the date on which the papers were sent"
    )


class IrmRecommendationForm(RecordForm):
    """The IRM's panel made its recommendation."""

    kind = IrmRecommended
    happened_on = DayQuestion(
        "Date of the IRM's recommendation", required="Enter the date of the IRM's recommendation"
    )
    recommendation = RadiosQuestion(
        "What the IRM recommended",
        choices=tuple(words.IRM_RECOMMENDATIONS.items()),
        required="Choose what the IRM recommended",
    )


class ToldForm(RecordForm):
    """The applicant was told of the decision, orally or in writing."""

    kind = ApplicantTold
    happened_on = DayQuestion(
        "Date on which they were told",
        hint="Orally within 2 working days of the decision, in writing within 5 (DM-4)",
        required="Enter the date on which they were told",
    )
    how = RadiosQuestion("How", choices=tuple(words.TOLD.items()), required="Choose how they were told")


class AgreementForm(RecordForm):
    """The foster care agreement was signed."""

    kind = AgreementSigned
    happened_on = DayQuestion(
        "Date on which the agreement was signed",
        hint="By the carer and the service. No child is placed before it (DM-6)",
        required="Enter the date on which the agreement was signed",
    )
