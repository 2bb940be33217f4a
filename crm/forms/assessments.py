"""A session of an assessment that took place, and was not booked."""

from __future__ import annotations

from crm import contact_words
from crm.forms.contacts import ANYWAY
from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, ChoiceQuestion, DayQuestion, LongTextQuestion, RadiosQuestion

NOTE = (
    "Read by who visited, who wrote it, the household's own worker and managers. It is part of no report, and can "
    "be erased"
)


class SessionForm(Form):
    """Its day, who was seen, by whom and where, and a private note."""

    on = DayQuestion("Date of the session", required="Enter the date of the session")
    seen = CheckboxesQuestion("Who was seen?", required="Choose who was seen", classes="govuk-checkboxes--small")
    worker = ChoiceQuestion("Who visited", required="Choose who visited")
    place = RadiosQuestion(
        "Where?",
        choices=tuple(contact_words.VISIT_PLACES.items()),
        required="Choose where it was",
        classes="govuk-radios--small",
    )
    note = LongTextQuestion("Private note", hint=NOTE, most=10_000, rows=8)
    anyway = CheckboxesQuestion("It looks like an address", choices=ANYWAY, classes="govuk-checkboxes--small")

    def leave_out_unasked(self) -> None:
        """Ask about an address only where the note seems to hold one."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]
