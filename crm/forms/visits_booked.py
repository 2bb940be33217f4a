"""Booking a visit, moving it, and saying what became of it. Recording one by hand is in visits.py."""

from __future__ import annotations

from crm import contact_words
from crm.forms.contacts import ANYWAY
from crm.forms.govuk import Form
from crm.forms.moments import MomentForm, TimeQuestion
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    LongTextQuestion,
    RadiosQuestion,
    WholeNumberQuestion,
)

LONGEST = 10_000
SMALL = "govuk-radios--small"


class BookForm(MomentForm):
    """When, by whom, what for and where; and whether the household is told."""

    purpose = RadiosQuestion(
        "What for?",
        choices=tuple(each for each in contact_words.PURPOSES.items() if each[0] != "unannounced"),
        required="Choose what the visit is for",
        classes=SMALL,
    )
    on = DayQuestion(
        "Day",
        hint="Of a visit that took place already, you say next what came of it",
        required="Enter the day of the visit",
    )
    at = TimeQuestion("Time", required="Enter the time of the visit")
    minutes = WholeNumberQuestion(
        "How long?", least=10, most=480, unit="minutes", required="Enter how long it takes"
    )
    worker = ChoiceQuestion("Who visits?", required="Choose who visits")
    place = RadiosQuestion(
        "Where?",
        choices=tuple(contact_words.VISIT_PLACES.items()),
        required="Choose where the visit is",
        classes=SMALL,
    )
    anyway = CheckboxesQuestion(
        "Two visits at once",
        choices=(("yes", "Book it all the same"),),
        classes="govuk-checkboxes--small",
    )
    tell = CheckboxesQuestion(
        "Tell them",
        choices=(("yes", "Send them the letter ‘Your visit is booked’ by e-mail, with an invitation"),),
        classes="govuk-checkboxes--small",
    )

    def leave_out_unasked(self) -> None:
        """Take out what is asked only when there is cause."""
        if not self.asks_which:
            del self["which"]
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]


class HeldForm(Form):
    """A visit that took place: what came of it, and the report."""

    outcome = RadiosQuestion("What came of it?", required="Choose what came of it", classes=SMALL)
    again_on = DayQuestion("Ask them again on", hint="If it is not now. You are reminded to call on that day")
    seen = CheckboxesQuestion("Who was seen?", required="Choose who was seen", classes="govuk-checkboxes--small")
    report = LongTextQuestion("Report", most=LONGEST, rows=10)
    anyway = CheckboxesQuestion("It looks like an address", choices=ANYWAY, classes="govuk-checkboxes--small")

    def leave_out_unasked(self) -> None:
        """Ask about an address only where the report seems to hold one."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]


class PutRightForm(Form):
    """What is right of a visit that was recorded: whether it took place, its day, and the rest; and why."""

    how = RadiosQuestion(
        "Did it take place?",
        choices=(("held", "It took place"), *contact_words.VISIT_ENDINGS.items()),
        required="Choose whether it took place",
        classes=SMALL,
    )
    on = DayQuestion("Day of the visit", required="Enter the day of the visit")
    outcome = RadiosQuestion("What came of it?", hint="If it took place", classes=SMALL)
    again_on = DayQuestion("Ask them again on", hint="If it is not now. You are reminded to call on that day")
    report = LongTextQuestion("Report", most=LONGEST, rows=10)
    anyway = CheckboxesQuestion("It looks like an address", choices=ANYWAY, classes="govuk-checkboxes--small")
    why = RadiosQuestion("Why is it being put right?", required="Choose why it is being put right", classes=SMALL)

    def leave_out_unasked(self) -> None:
        """Ask about an address only where the report seems to hold one."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]


class CallOffForm(Form):
    """A visit that does not take place, or did not."""

    how = RadiosQuestion(
        "What happened?",
        choices=tuple(contact_words.VISIT_ENDINGS.items()),
        required="Choose what happened",
        classes=SMALL,
    )
    tell = CheckboxesQuestion(
        "Tell them",
        choices=(
            ("yes", "Write to them by e-mail that it does not take place, and take it out of their calendar"),
        ),
        classes="govuk-checkboxes--small",
    )
