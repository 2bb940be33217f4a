"""A key for another program."""

from __future__ import annotations

from crm.api_words import KEY_SCOPE_HINTS
from crm.forms.govuk import Form
from crm.forms.questions import RadiosQuestion, TextQuestion


class KeyForm(Form):
    """What it is called, and what it opens."""

    name = TextQuestion(
        "What is the key for?",
        hint="The website or the workbook that will use it, like 'derby.example, fostering pages'",
        most=100,
        required="Enter what the key is for",
        attributes={"autocomplete": "off"},
    )
    scope = RadiosQuestion(
        "What may it do?",
        hint="One of these. Make another key for another program",
        hints=KEY_SCOPE_HINTS,
        required="Choose what the key may do",
    )
