"""The steps of a transfer between services, as the protocol has them (OA-5)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import wtforms

from crm.forms.questions import DayQuestion, RadiosQuestion, TextQuestion
from crm.forms.ranges import ReferencesQuestion
from crm.forms.records import RecordForm
from crm.journey.event import Event
from crm.journey.transfer_events import (
    ResignedElsewhere,
    TransferDropped,
    TransferMeetingHeld,
    TransferNoticed,
    TransferOfficerTold,
    TransferReferencePassed,
)


class TransferNoticeForm(RecordForm):
    """The service that approved the carers was told in writing."""

    kind = TransferNoticed
    lists = {"elsewhere": "destinations"}
    lead = (
        "Carers tell the service that approves them in writing before they are assessed by another. From that day "
        "there are 28 days for the reference and, where a child is in placement, for a meeting (OA-5)."
    )
    happened_on = DayQuestion(
        "Date of the written notice",
        hint="The day on which the service that approves them had it",
        required="Enter the date of the written notice",
    )
    elsewhere = RadiosQuestion(
        "What is the other service?",
        hint="The one that they come from or go to",
        required="Choose what the other service is",
        classes="govuk-radios--small",
    )
    service = TextQuestion(
        "Name of the other service",
        hint="Leave it empty if it is not known",
        most=100,
        attributes={"autocomplete": "off"},
    )
    children = ReferencesQuestion(
        "Children who move with them",
        hint="Those in placement with them. One reference a line, like C-1042, never a name. Empty: none",
        most=1000,
    )

    def validate_children(self, field: ReferencesQuestion) -> None:
        """A word without a digit may be a name, and what happened is kept for good."""
        name = next((each for each in field.data if not any(letter.isdigit() for letter in each)), None)
        if name is not None:
            raise wtforms.validators.ValidationError(
                "A child is told by the reference of your case system, never by name: it has at least one digit"
            )


class TransferMeetingForm(RecordForm):
    """Both services and whoever placed the children met."""

    kind = TransferMeetingHeld
    happened_on = DayQuestion(
        "Date of the meeting",
        hint="Both services and the council that placed each child, within 28 days of the written notice (OA-5)",
        required="Enter the date of the meeting",
    )


class TransferOfficerForm(RecordForm):
    """The independent reviewing officer of the children was told."""

    kind = TransferOfficerTold
    happened_on = DayQuestion(
        "Date on which the reviewing officer was told",
        hint="The independent reviewing officer of each child who moves with them",
        required="Enter the date on which the reviewing officer was told",
    )


class TransferReferenceForm(RecordForm):
    """The reference of the service that they leave."""

    kind = TransferReferencePassed
    happened_on = DayQuestion(
        "Date of the reference",
        hint="The day on which the service that they go to had it, within 28 days of the written notice (OA-5)",
        required="Enter the date of the reference",
    )


class ResignedElsewhereForm(RecordForm):
    """The other service received their notice."""

    kind = ResignedElsewhere
    lead = (
        "They resign there when we are ready to approve them. Their approval there ends 28 days after that service "
        "received the notice (RV-8), and ours begins on that day: never both at once (DM-1)."
    )
    happened_on = DayQuestion(
        "Date on which the other service received the notice",
        required="Enter the date on which the other service received the notice",
    )

    # The page sets what the rules give for a day: forms know no rule.
    ends_on: Callable[[date], date] = staticmethod(lambda received_on: received_on)

    def event(self) -> Event:
        """The notice, with the day on which the approval there ends."""
        received_on = self.happened_on.data
        return ResignedElsewhere(happened_on=received_on, ends_on=self.ends_on(received_on))

    def corrected(self, was: Event) -> Event:
        """The day of the end stays as it was, unless the day of receipt was wrong."""
        new = self.event()
        if isinstance(new, ResignedElsewhere) and isinstance(was, ResignedElsewhere):
            return replace(new, ends_on=was.ends_on) if new.happened_on == was.happened_on else new
        return new


class TransferDroppedForm(RecordForm):
    """They stay with us."""

    kind = TransferDropped
    happened_on = DayQuestion("Date on which they said that they stay", required="Enter the date")
