"""What is asked of a child's placement, and of places that cannot be used."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    MonthQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)

BY_REFERENCE = "The reference of your case system, never the name"
FREE_FROM = "The place is free from this day on"
SMALL = "govuk-radios--small"


def _child() -> TextQuestion:
    return TextQuestion(
        "The child’s reference",
        hint=BY_REFERENCE,
        most=60,
        required="Enter the child’s reference",
        classes="govuk-input--width-20",
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )


def _siblings() -> TextQuestion:
    return TextQuestion(
        "Siblings’ reference",
        hint="Only for siblings who live together, or a parent and child who are both placed: one reference that "
        "they share, like SG-104, never a name. A place for siblings only is then known to be used by them (B-10)",
        most=60,
        classes="govuk-input--width-20",
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )


def _born() -> MonthQuestion:
    return MonthQuestion(
        "Month and year of birth",
        hint="Like 8 2015. It is held against the ages of the approval, and pay may go by age",
    )


def _anyway() -> CheckboxesQuestion:
    return CheckboxesQuestion(
        "Outside the terms of the approval",
        choices=(
            ("emergency", "It is an emergency, for at most 6 working days (KC-11)"),
            ("yes", "Record it all the same"),
        ),
        classes="govuk-checkboxes--small",
    )


def _because() -> RadiosQuestion:
    return RadiosQuestion("Why is it put right?", required="Choose why it is put right", classes=SMALL)


class PlaceForm(Form):
    """A child comes to live with the household."""

    child = _child()
    offer = ChoiceQuestion("Kind of fostering")
    from_on = DayQuestion("First day", required="Enter the first day")
    siblings = _siblings()
    born = _born()
    anyway = _anyway()

    def leave_out_unasked(self) -> None:
        """Ask whether it is meant only where the approval does not cover it."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]


class PlacementForm(PlaceForm):
    """A placement as it was: put right."""

    child = _child()
    offer = ChoiceQuestion("Kind of fostering")
    from_on = DayQuestion("First day", required="Enter the first day")
    to_on = DayQuestion("Day on which the child left", hint=f"{FREE_FROM}. Leave it empty if they are still there")
    ended_how = ChoiceQuestion("How it ended")
    siblings = _siblings()
    born = _born()
    because = _because()
    anyway = _anyway()


class LeaveForm(Form):
    """A child leaves."""

    to_on = DayQuestion("Day on which the child left", hint=FREE_FROM, required="Enter the day")
    ended_how = ChoiceQuestion("How it ended", required="Choose how it ended")
    anyway = CheckboxesQuestion(
        "After the end of the approval",
        choices=(("yes", "Record it all the same"),),
        classes="govuk-checkboxes--small",
    )

    def leave_out_unasked(self) -> None:
        """Ask whether it is meant only where no approval covered the last days."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]


class CloseForm(Form):
    """Places that cannot be used."""

    places = WholeNumberQuestion("How many places?", least=1, most=12, required="Enter how many places")
    reason = ChoiceQuestion("Why can they not be used?", required="Choose why they cannot be used")
    from_on = DayQuestion("From", required="Enter the first day")
    to_on = DayQuestion("Can be used again from", hint="Leave it empty if nobody knows yet")


class ClosureForm(CloseForm):
    """The same, put right."""

    because = _because()


class ReopenForm(Form):
    """Places can be used again."""

    to_on = DayQuestion("Can be used again from", required="Enter the day")


class StrikeOutForm(Form):
    """What was recorded by mistake."""

    because = RadiosQuestion(
        "Why is it struck out?",
        hint="It counts no more. That it was on record, and who struck it out, stays",
        required="Choose why it is struck out",
        classes=SMALL,
    )
