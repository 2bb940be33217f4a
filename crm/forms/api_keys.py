"""A key for another website."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import TextQuestion


class KeyForm(Form):
    """What it is called."""

    name = TextQuestion(
        "What is the key for?",
        hint="The website that will use it, like 'derby.example, fostering pages'",
        most=100,
        required="Enter what the key is for",
        attributes={"autocomplete": "off"},
    )
