"""A connected person is approved for a time, and that time is extended once. The end follows from the rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import wtforms

from crm.forms.questions import CheckboxesQuestion, ChoiceQuestion, DayQuestion, TextQuestion
from crm.forms.ranges import ReferencesQuestion
from crm.forms.who import WhoForm
from crm.journey.event import Event
from crm.journey.temporary_events import TemporarilyApproved, TemporaryApprovalExtended, TemporaryApprovalKept


class TemporaryApprovalForm(WhoForm):
    """The nominated officer approved a relative or friend before the assessment is done."""

    kind = TemporarilyApproved
    lists = {"matters": "temporary_matters"}
    nameless = "Enter the name of the nominated officer"
    lead = (
        "Only where it is the most appropriate placement and they have to be placed before the assessment is done "
        "(regulation 24, KC-1). It covers up to 16 weeks (KC-2) and adds no bed (B-8)."
    )
    happened_on = DayQuestion(
        "Date of the temporary approval",
        hint="The day of the nominated officer’s decision, from which the weeks count",
        required="Enter the date of the temporary approval",
    )
    named_children = ReferencesQuestion(
        "Named children",
        hint="It is for these children only. One reference a line, like C-1042, never a name",
        most=1000,
        required="Enter the reference of each child that it is for",
    )
    assessor = ChoiceQuestion(
        "Who decided, as nominated officer?",
        hint="A nominated officer of the council decides, and nobody else (KC-1)",
        required="Choose who decided, as nominated officer (KC-1)",
    )
    assessor_name = TextQuestion(
        "Name of the nominated officer",
        hint="Only if they have no account here",
        most=100,
        attributes={"autocomplete": "off"},
    )
    matters = CheckboxesQuestion(
        "What was assessed",
        hint="The matters of Schedule 4 to the Care Planning Regulations 2010, each before the placement (KC-1)",
        classes="govuk-checkboxes--small",
    )

    # The page sets what the rules give for a day: forms know no rule.
    ends_on: Callable[[date], date] = staticmethod(lambda since: since)

    def validate_matters(self, field: CheckboxesQuestion) -> None:
        """Nothing of Schedule 4 is left out."""
        left = [label for code, label in field.choices if code not in (field.data or ())]
        if left:
            raise wtforms.validators.ValidationError(
                f"Not assessed yet: {'; '.join(map(str, left))}. Each matter of Schedule 4 comes first (KC-1)"
            )

    def event(self) -> Event:
        """The approval, with the first day that it does not cover."""
        since = self.happened_on.data
        return TemporarilyApproved(
            happened_on=since,
            named_children=self.named_children.data,
            ends_on=self.ends_on(since),
            matters=self.matters.data if "matters" in self else (),
        )

    def corrected(self, was: Event) -> Event:
        """Its end stays as it was, unless its day was wrong."""
        new = self.event()
        if isinstance(new, TemporarilyApproved) and isinstance(was, TemporarilyApproved):
            new = replace(new, matters=new.matters or was.matters)
            return replace(new, ends_on=was.ends_on) if new.happened_on == was.happened_on else new
        return new


class LongerForm(WhoForm):
    """What both extensions ask: who was asked, and who was told, before which nominated officer decided (KC-5)."""

    nameless = "Enter the name of the nominated officer"
    happened_on = DayQuestion(
        "Date of the extension",
        hint="The day of the nominated officer’s decision",
        required="Enter the date of the extension",
    )
    panel_asked_on = DayQuestion(
        "When were panel’s views sought?",
        hint="On or before the day of the extension (KC-5)",
        required="Enter the day on which panel’s views were sought",
    )
    iro_told_on = DayQuestion(
        "When was the independent reviewing officer told?",
        hint="On or before the day of the extension (KC-5)",
        required="Enter the day on which the independent reviewing officer was told",
    )
    assessor = ChoiceQuestion(
        "Who decided, as nominated officer?",
        hint="A nominated officer of the council approves the extension, and nobody else (KC-5)",
        required="Choose who decided, as nominated officer (KC-5)",
    )
    assessor_name = TextQuestion(
        "Name of the nominated officer",
        hint="Only if they have no account here",
        most=100,
        attributes={"autocomplete": "off"},
    )


class TemporaryExtensionForm(LongerForm):
    """It goes on, because the assessment will not be done in time."""

    kind = TemporaryApprovalExtended
    lead = (
        "Once, and up to 24 weeks from the temporary approval in all (KC-3). Living there must still be the most "
        "appropriate placement (KC-5)."
    )

    # The page sets it, from the day of the temporary approval.
    until: date | None = None

    def event(self) -> Event:
        """The extension, with the first day that is not covered any more."""
        day = self.happened_on.data
        return TemporaryApprovalExtended(
            happened_on=day,
            ends_on=self.until or day,
            panel_asked_on=self.panel_asked_on.data,
            iro_told_on=self.iro_told_on.data,
        )

    def corrected(self, was: Event) -> Event:
        """Its days are put right; its end stays."""
        new = self.event()
        assert isinstance(new, TemporaryApprovalExtended)  # noqa: S101 - what this form makes
        assert isinstance(was, TemporaryApprovalExtended)  # noqa: S101 - what it corrects
        return replace(new, ends_on=was.ends_on)


class TemporaryKeepingForm(LongerForm):
    """It goes on until the outcome of the IRM is known."""

    kind = TemporaryApprovalKept
    lead = (
        "Only where they are not to be approved, and have applied to the Independent Review Mechanism in time: it "
        "goes on until the outcome is known (KC-4)."
    )
