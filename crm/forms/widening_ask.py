"""Undertaking to ask carers whether they could offer more."""

from __future__ import annotations

from crm.forms.contacts import ANYWAY
from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, TextQuestion
from crm.forms.work import day_question


class WideningAskForm(Form):
    """What is to be asked, and by when."""

    what = TextQuestion(
        "What is to be asked?",
        hint="It goes among the things to do of whoever works with them",
        most=200,
        required="Enter what is to be asked",
        attributes={"autocomplete": "off"},
    )
    anyway = CheckboxesQuestion("It looks like an address", choices=ANYWAY, classes="govuk-checkboxes--small")
    due_on = day_question("By which day?")

    def leave_out_unasked(self) -> None:
        """Ask about an address only where the words seem to hold one."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]
