"""A friend of whom carers tell the service."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.profiles import OFF
from crm.forms.questions import CheckboxesQuestion, LongTextQuestion, TextQuestion


class ReferralForm(Form):
    """Who, one way to reach them, and that they have agreed."""

    name = TextQuestion(
        "Your friend’s name",
        most=100,
        attributes={**OFF, "spellcheck": "false"},
        required="Enter your friend’s name",
    )
    phone = TextQuestion("Their telephone number", most=40, attributes={"type": "tel", **OFF})
    email = TextQuestion(
        "Or their e-mail address", most=254, attributes={"type": "email", **OFF, "spellcheck": "false"}
    )
    note = LongTextQuestion(
        "Anything we should know before we call",
        hint="For example when they are at home. Leave out what they would rather say themselves",
        most=1000,
    )
    agreed = CheckboxesQuestion(
        "Have they agreed?",
        choices=(("yes", "Yes: they know that I give you their name, and that you will contact them"),),
        required="Ask your friend first, and tell us when they have agreed",
        classes="govuk-checkboxes--small",
    )
