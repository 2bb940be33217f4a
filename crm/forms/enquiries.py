"""The enquiry: a household's first, with who they are, or a later one of a household that is known."""

from __future__ import annotations

from crm import words
from crm.forms.questions import ChoiceQuestion, DayQuestion, LongTextQuestion, RadiosQuestion, TextQuestion
from crm.forms.records import RecordForm
from crm.journey.events import EnquiryReceived


def received_question() -> DayQuestion:
    """When they asked."""
    return DayQuestion(
        "Date of the enquiry",
        hint="The day on which they first asked, not the day on which you record it",
        required="Enter the date of the enquiry",
    )


def source_question() -> ChoiceQuestion:
    """How they heard."""
    return ChoiceQuestion("How they heard about fostering with us")


def employer_question() -> TextQuestion:
    """Which employer sent them."""
    return TextQuestion(
        "Employer", hint="If their employer told them", most=100, attributes={"autocomplete": "off"}
    )


def campaign_question() -> TextQuestion:
    """Which campaign or event they answer."""
    return TextQuestion("Campaign or event", hint="If they name one", most=100, attributes={"autocomplete": "off"})


class EnquiryForm(RecordForm):
    """Someone asked about fostering."""

    kind = EnquiryReceived
    lists = {"source": "sources"}

    happened_on = received_question()
    source = source_question()
    employer = employer_question()
    campaign = campaign_question()


class JourneyForm(RecordForm):
    """A new journey of a household that is known: it has come back, or takes another route."""

    kind = EnquiryReceived
    lists = {"source": "sources"}

    route = RadiosQuestion(
        "Interested in", choices=tuple(words.ROUTES.items()), required="Choose what they are interested in"
    )
    happened_on = received_question()
    source = source_question()
    employer = employer_question()
    campaign = campaign_question()


class NewEnquiryForm(RecordForm):
    """A household that is not known yet, and its first enquiry. Of telephone and e-mail either may be missing."""

    kind = EnquiryReceived
    lists = {"source": "sources"}

    agency = ChoiceQuestion("Council", required="Choose the council")
    name = TextQuestion(
        "Name",
        hint="First and last name, as they say it",
        most=100,
        required="Enter a name",
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )
    second_name = TextQuestion(
        "Second person's name",
        hint="If two people would foster together",
        most=100,
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )
    phone = TextQuestion("Telephone", most=40, attributes={"type": "tel", "autocomplete": "off"})
    email = TextQuestion(
        "E-mail address", most=254, attributes={"type": "email", "autocomplete": "off", "spellcheck": "false"}
    )
    postcode = TextQuestion(
        "Postcode", most=10, classes="govuk-input--width-10", attributes={"autocomplete": "off"}
    )
    address = LongTextQuestion("Address", hint="Optional. Shown only to those who ask for it", most=400)
    route = RadiosQuestion(
        "Interested in",
        choices=tuple(words.ROUTES.items()),
        default="mainstream",
        required="Choose what they are interested in",
        classes="govuk-radios--small",
    )
    happened_on = received_question()
    source = source_question()
    employer = employer_question()
    campaign = campaign_question()
