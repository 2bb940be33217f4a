"""Who a household's people are and where they live: what is known, and whether it changed or was wrong."""

from __future__ import annotations

import wtforms

from crm.forms.govuk import Form
from crm.forms.questions import DayQuestion, LongTextQuestion, RadiosQuestion, TextQuestion

NATURES = (("changed", "It has changed"), ("corrected", "What is on record was wrong"))


def nature_question() -> RadiosQuestion:
    """Whether the former value held until a day, or was never so."""
    return RadiosQuestion("Why are you changing it?", choices=NATURES, required="Choose why you are changing it")


def since_question() -> DayQuestion:
    """From when the new value holds."""
    return DayQuestion("Since when?", hint="Leave it empty for today")


class CarerForm(Form):
    """One of the carers: name and contacts; unseen with each what the page showed, for who is overtaken (T49)."""

    was_name, was_phone, was_email = wtforms.HiddenField(), wtforms.HiddenField(), wtforms.HiddenField()
    name = TextQuestion("Name", most=100, required="Enter a name", attributes={"autocomplete": "off"})
    phone = TextQuestion("Telephone", most=40, attributes={"type": "tel", "autocomplete": "off"})
    email = TextQuestion(
        "E-mail address", most=254, attributes={"type": "email", "autocomplete": "off", "spellcheck": "false"}
    )
    joined_on = DayQuestion(
        "From which day do they foster here?",
        hint="The register of an earlier day leaves them out (RT-9). Leave it empty if they always did",
    )
    nature = nature_question()
    since = since_question()


class AddressForm(Form):
    """Where they live. What is on record is not shown here: the whole address is written anew (T40)."""

    address = LongTextQuestion("Address", hint="Without the postcode", most=400)
    postcode = TextQuestion(
        "Postcode", most=10, classes="govuk-input--width-10", attributes={"autocomplete": "off"}
    )
    nature = nature_question()
    since = since_question()
