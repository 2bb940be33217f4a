"""Every ending, and its undoing: notice, de-registration, closing and reopening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from crm import words
from crm.forms.questions import CheckboxesQuestion, ChoiceQuestion, DayQuestion, GroupedQuestion, RadiosQuestion
from crm.forms.reasons import reasons_question
from crm.forms.records import RecordForm
from crm.journey.events import (
    Event,
    HouseholdDeregistered,
    JourneyClosed,
    JourneyReopened,
    NoticeReceived,
)


def reason_question() -> ChoiceQuestion:
    """Why they leave."""
    return ChoiceQuestion("Reason", hint="The main reason that was given. Leave it if none was")


def destination_question() -> RadiosQuestion:
    """Where they go: anything but leaving fostering is a transfer out (B-6)."""
    return RadiosQuestion(
        "Where they are going",
        hint="To another service is a transfer out, and not a loss to fostering (B-6)",
        classes="govuk-radios--small",
    )


def initiator_question(choices: dict[str, str]) -> RadiosQuestion:
    """Who started it."""
    return RadiosQuestion("Who started it", choices=tuple(choices.items()), classes="govuk-radios--small")


class NoticeForm(RecordForm):
    """Written notice of resignation was received. The day of its end follows from the rules, and is not asked."""

    kind = NoticeReceived
    lists = {"reason": "deregistered_reasons", "destination": "destinations"}

    happened_on = DayQuestion(
        "Date on which the notice was received",
        hint="The day on which it reached you in writing. You see when the approval ends before it is saved",
        required="Enter the date on which the notice was received",
    )
    reason = reason_question()
    destination = destination_question()
    initiator = initiator_question(words.LEFT_BY)

    # The page sets what the rules give for a day: forms know no rule.
    ends_on: Callable[[date], date] = staticmethod(lambda received_on: received_on)

    def event(self) -> Event:
        """The notice, with the day on which the approval ends."""
        return NoticeReceived(
            happened_on=self.happened_on.data,
            ends_on=self.ends_on(self.happened_on.data),
            reason=self.reason.data,
            destination=self.destination.data,
            initiator=self.initiator.data,
        )

    def corrected(self, was: Event) -> Event:
        """The day of the end stays as it was, unless the day of receipt was wrong."""
        new = self.event()
        if (
            isinstance(new, NoticeReceived)
            and isinstance(was, NoticeReceived)
            and new.happened_on == was.happened_on
        ):
            return replace(new, ends_on=was.ends_on)
        return new


class DeregistrationForm(RecordForm):
    """The approval ended."""

    kind = HouseholdDeregistered
    lists = {"reason": "deregistered_reasons", "destination": "destinations"}

    happened_on = DayQuestion(
        "Date on which the approval ends",
        hint="The effective end. It may lie ahead: the places count until the day before",
        required="Enter the date on which the approval ends",
    )
    reason = reason_question()
    destination = destination_question()
    initiator = initiator_question(words.LEFT_BY)
    ended = CheckboxesQuestion(
        "Placements that end with the approval",
        hint="Where an order is made, or the child goes home or is adopted, the placement ends on the same day, as "
        "the reason says. With any other reason it is left as it is",
        classes="govuk-checkboxes--small",
    )

    def corrected(self, was: Event) -> Event:
        """A reason in the tracker's own words goes when another reason is chosen."""
        new = self.event()
        if isinstance(new, HouseholdDeregistered) and isinstance(was, HouseholdDeregistered):
            return replace(new, reason_given=was.reason_given if new.reason == was.reason else None)
        return new


class ClosingForm(RecordForm):
    """The journey ended without an approval."""

    kind = JourneyClosed
    lists = {}

    happened_on = DayQuestion("Date of closing", required="Enter the date of closing")
    stage = ChoiceQuestion("Stage at which it ended", required="Choose the stage at which it ended")
    initiator = RadiosQuestion(
        "Who ended it",
        choices=tuple(words.CLOSED_BY.items()),
        required="Choose who ended it",
        classes="govuk-radios--small",
    )
    reason = GroupedQuestion("Main reason", required="Choose the main reason")
    told_on = DayQuestion(
        "If the service refuses: the day of the notice",
        hint="The applicant was told in writing, with full reasons, not more than 10 working days after the last "
        "information of Stage 1 came (S1-D1, S1-D2). Leave it empty if the applicant ends it",
    )
    reasons = reasons_question(
        "In full, as the notice gives them (S1-D1). Leave it empty if the applicant ends it",
        label="If the service refuses: the reasons",
    )
    again = RadiosQuestion(
        "May we ask them again?",
        choices=(("yes", "Yes, from a day on"), ("no", "No, or it was not talked about")),
        hint="They come back on the list of that day, and on the page of today of whoever works with them",
        classes="govuk-radios--small",
    )
    again_on = DayQuestion("From which day?", hint="Leave it empty if they are not to be asked again")

    def validate(self, extra_validators: Any = None) -> bool:
        """Whoever may be asked again may be from a day on."""
        sound: bool = super().validate(extra_validators)
        if "again" in self._fields and self.again.data == "yes" and not self.again_on.data:
            if not self.again_on.errors:
                self.refuse("Enter the day from which they may be asked again", "again_on")
            return False
        if "again" in self._fields and self.again.data == "no" and self.again_on.data:
            self.refuse("You chose No and entered a day: choose Yes, or leave the day empty", "again_on")
            return False
        return sound

    @property
    def asked_again_on(self) -> date | None:
        """The day from which they may be asked again; none if they may not."""
        asked = "again" in self._fields and self.again.data != "no"
        return self.again_on.data if asked else None


class ReopeningForm(RecordForm):
    """A closed journey goes on."""

    kind = JourneyReopened
    happened_on = DayQuestion(
        "Date of reopening", hint="From this day it goes on where it was", required="Enter the date of reopening"
    )
