"""What is asked of an evening about fostering, of whoever books it, and of who came."""

from __future__ import annotations

from crm.forms.govuk import Form
from crm.forms.moments import TimeQuestion
from crm.forms.questions import (
    CheckboxesQuestion,
    DayQuestion,
    RadiosQuestion,
    TextQuestion,
    WholeNumberQuestion,
)


class EveningForm(Form):
    """An evening of a campaign."""

    title = TextQuestion(
        "What is it called?",
        hint="Like 'Could you foster? An evening with carers'",
        most=100,
        required="Enter what it is called",
    )
    on = DayQuestion("On which day?", required="Enter the day")
    at = TimeQuestion("When does it begin?", required="Enter when it begins")
    minutes = WholeNumberQuestion(
        "How long is it?", least=15, most=600, unit="minutes", required="Enter how long it is"
    )
    where = RadiosQuestion(
        "Where?",
        choices=(("place", "At a place"), ("online", "Online")),
        required="Choose where it is",
        classes="govuk-radios--small",
    )
    place = TextQuestion(
        "The place, or how one joins",
        hint="The mail that confirms a place says it; of a place the public page does too",
        most=200,
        required="Enter where it is, or how one joins",
    )
    places = WholeNumberQuestion(
        "For how many people?", least=1, most=1000, unit="places", required="Enter how many places there are"
    )


class GuestForm(Form):
    """Who books a place."""

    name = TextQuestion(
        "Your name",
        most=100,
        required="Enter your name",
        attributes={"autocomplete": "name", "spellcheck": "false"},
    )
    email = TextQuestion(
        "E-mail address",
        hint="We send you the confirmation, and nothing else unless you agree",
        most=254,
        required="Enter your e-mail address",
        attributes={"type": "email", "autocomplete": "email", "spellcheck": "false"},
    )
    phone = TextQuestion(
        "Telephone", hint="Optional", most=40, classes="govuk-input--width-20",
        attributes={"type": "tel", "autocomplete": "tel"},
    )  # fmt: skip
    wants_call = CheckboxesQuestion(
        "Afterwards",
        choices=(("yes", "Call me after the evening about whether fostering could be for me"),),
        classes="govuk-checkboxes--small",
    )


class CameForm(Form):
    """Who came."""

    came = CheckboxesQuestion(
        "Who came?",
        hint="Who came and agreed to be called is an enquiry then, and stands on Today to be called. Whoever you "
        "leave unticked is recorded as not there",
        classes="govuk-checkboxes--small",
    )
