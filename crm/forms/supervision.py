"""A supervision visit that took place."""

from __future__ import annotations

from crm.forms.contacts import ANYWAY
from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, ChoiceQuestion, DayQuestion, LongTextQuestion, RadiosQuestion


class SupervisionForm(Form):
    """Its day, who visited, whether they knew of it before, and a private note."""

    on = DayQuestion("Date of the visit", required="Enter the date of the visit")
    worker = ChoiceQuestion("Who visited", required="Choose who visited")
    unannounced = RadiosQuestion(
        "Did they know of it before?",
        choices=(("no", "Yes, it was agreed"), ("yes", "No, it was unannounced (RV-12)")),
        required="Choose whether they knew of it before",
        classes="govuk-radios--small",
    )
    note = LongTextQuestion(
        "Private note",
        hint="Read by who visited, who wrote it, the household's own worker and managers. It is part of no report, "
        "and can be erased. What was said against somebody belongs under Concerns",
        most=10_000,
        rows=8,
    )
    anyway = CheckboxesQuestion("It looks like an address", choices=ANYWAY, classes="govuk-checkboxes--small")

    def leave_out_unasked(self) -> None:
        """Ask about an address only where the note seems to hold one."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]
