"""Relatives named for a child, whether they could care for it at all, and adopters who foster the child."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from crm import kinship_words
from crm.forms.questions import DayQuestion, RadiosQuestion
from crm.forms.ranges import ReferencesQuestion
from crm.forms.records import RecordForm
from crm.journey.event import Event
from crm.journey.kinship_events import AdopterApprovalEnded, AdopterApprovedForChild, KinReferred, ViabilityAssessed

REFERENCES = "One reference a line, like C-1042, never a name"


class ReferralForm(RecordForm):
    """They were named for children."""

    kind = KinReferred
    lead = "For which children they were named: by a social worker, by the family, or by a court."
    happened_on = DayQuestion("Date of the referral", required="Enter the date of the referral")
    named_children = ReferencesQuestion(
        "Named children", hint=REFERENCES, most=1000, required="Enter the reference of each child"
    )


class ViabilityForm(RecordForm):
    """Somebody looked whether they could care for the child at all."""

    kind = ViabilityAssessed
    lead = (
        "A first look, with the child’s needs and wishes and how long it may last (KC-8, KC-9). Where it is "
        "negative, close the journey for that reason."
    )
    happened_on = DayQuestion("Date of the assessment", required="Enter the date of the assessment")
    outcome = RadiosQuestion(
        "What came of it", choices=tuple(kinship_words.VIABILITY.items()), required="Choose what came of it"
    )


class AdopterApprovalForm(RecordForm):
    """Approved prospective adopters are approved to foster a named child."""

    kind = AdopterApprovedForChild
    lead = (
        "For people who are approved to adopt, and are to foster the child until then (regulation 25A, KC-10). It "
        "covers the named child only, has no limit of weeks, and adds no bed (B-8)."
    )
    happened_on = DayQuestion("Date of the approval", required="Enter the date of the approval")
    named_children = ReferencesQuestion(
        "Named child", hint=REFERENCES, most=1000, required="Enter the reference of the child that it is for"
    )


class AdopterEndForm(RecordForm):
    """Their approval for the child ends."""

    kind = AdopterApprovalEnded
    lead = "An approval as foster carers ends it too, and needs nothing here (KC-10)."
    happened_on = DayQuestion(
        "Date",
        hint="On which it ended, or on which their written notice was received: that ends it 28 days later",
        required="Enter the date",
    )
    reason = RadiosQuestion(
        "Why it ends",
        choices=tuple(kinship_words.ADOPTER_ENDS.items()),
        required="Choose why it ends",
        classes="govuk-radios--small",
    )

    # The page sets what the rules give for a notice: forms know no rule.
    ends_on: Callable[[date], date] = staticmethod(lambda received_on: received_on)

    def event(self) -> Event:
        """The end, with the first day that is not covered any more."""
        day, reason = self.happened_on.data, self.reason.data
        ends_on = self.ends_on(day) if reason == "notice" else day
        return AdopterApprovalEnded(happened_on=day, reason=reason, ends_on=ends_on)

    def corrected(self, was: Event) -> Event:
        """Its day follows from what is put right."""
        return self.event()
