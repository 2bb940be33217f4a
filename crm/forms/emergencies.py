"""What is asked of an administrator who asks to see one household."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.questions import RadiosQuestion, TextQuestion


class EmergencyForm(Form):
    """Which household, and why."""

    reference = TextQuestion(
        "Household reference",
        hint="Whoever asked you for help can read it to you, like DER-0412",
        most=20,
        required="Enter the reference of the household",
        classes="govuk-input--width-10",
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )
    reason = RadiosQuestion("Why do you need to see it?", required="Choose why you need to see it")
