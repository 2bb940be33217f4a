"""What is asked before homes are searched by faith: special category data, shown to whoever says why."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, TextQuestion


class FaithForm(Form):
    """Which faith, and why it is asked for."""

    faith = TextQuestion(
        "Faith or belief",
        hint="A word of how carers have put it themselves",
        most=100,
        required="Enter a faith or belief",
        attributes={"autocomplete": "off"},
    )
    why = ChoiceQuestion("Why do you need it?", required="Choose why you need it")
