"""The enquiry: a household's first, with who they are, or a later one of a household that is known."""

from __future__ import annotations

import wtforms

from crm import words
from crm.forms.questions import (
    CheckboxesQuestion,
    ChoiceQuestion,
    DayQuestion,
    LongTextQuestion,
    RadiosQuestion,
    TextQuestion,
)
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


def channel_question() -> ChoiceQuestion:
    """By which way they came."""
    return ChoiceQuestion("How they came to us", default="phone")


def referrer_question() -> TextQuestion:
    """The carer who told them."""
    attributes = {"autocomplete": "off"}
    return TextQuestion("Which carer told them", hint="Name or reference", most=100, attributes=attributes)


def service_question() -> TextQuestion:
    """The hub or the independent agency that sent them."""
    return TextQuestion("Which hub or agency", most=100, attributes={"autocomplete": "off"})


def best_time_question() -> TextQuestion:
    """When to call them."""
    hint = "Like 'after 6' or 'not Fridays'"
    return TextQuestion("Best time to call", hint=hint, most=100, attributes={"autocomplete": "off"})


def interests_question() -> CheckboxesQuestion:
    """The kinds of care that they would like to offer."""
    return CheckboxesQuestion("Kinds of fostering", classes="govuk-checkboxes--small hearth-choices")


def language_question() -> TextQuestion:
    """The language to talk with them in."""
    return TextQuestion("Language", hint="If not English", most=60, attributes={"autocomplete": "off"})


def needs_question() -> CheckboxesQuestion:
    """What is to be arranged for a conversation."""
    return CheckboxesQuestion("To talk with them, arrange", classes="govuk-checkboxes--small hearth-choices")


def address_question() -> CheckboxesQuestion:
    """Whether what looks like an address stays in the notes."""
    choices = (("yes", "Keep it in the notes all the same"),)
    return CheckboxesQuestion("It looks like an address", choices=choices, classes="govuk-checkboxes--small")


def keep_in_touch_question() -> RadiosQuestion:
    """Whether they may be sent news."""
    choices, classes = (("yes", "Yes"), ("no", "No")), "govuk-radios--small govuk-radios--inline"
    return RadiosQuestion("May we keep in touch?", choices=choices, classes=classes)


def spoke_question() -> CheckboxesQuestion:
    """Whether the first conversation was had."""
    choices = (("yes", "We have talked about fostering: this was the first conversation"),)
    return CheckboxesQuestion("First conversation", choices=choices, classes="govuk-checkboxes--small")


def name_question(label: str, *, hint: str = "", required: str = "") -> TextQuestion:
    """A person's name, in one box: not everybody has a first and a last one."""
    attributes = {"autocomplete": "off", "spellcheck": "false"}
    return TextQuestion(label, hint=hint, most=100, required=required, attributes=attributes)


def phone_question(label: str) -> TextQuestion:
    """A telephone number."""
    return TextQuestion(label, most=40, attributes={"type": "tel", "autocomplete": "off"})


def email_question(label: str) -> TextQuestion:
    """An e-mail address."""
    return TextQuestion(label, most=254, attributes={"type": "email", "autocomplete": "off", "spellcheck": "false"})


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
    lists = {"source": "sources", "channel": "channels", "needs": "contact_needs", "interests": "offers"}

    route = RadiosQuestion(
        "Interested in",
        choices=tuple(words.ROUTES.items()),
        required="Choose what they are interested in",
        classes="govuk-radios--small",
    )
    happened_on = received_question()
    channel = channel_question()
    source = source_question()
    employer = employer_question()
    campaign = campaign_question()
    referred_by = referrer_question()
    service = service_question()
    interests = interests_question()
    best_time = best_time_question()
    note = LongTextQuestion("Notes", most=10_000)
    anyway = address_question()
    language = language_question()
    needs = needs_question()
    keep_in_touch = keep_in_touch_question()
    spoke = spoke_question()

    def settle(self) -> None:
        """Ask about an address in the notes only where there seems to be one."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]


class NewEnquiryForm(RecordForm):
    """Whoever enquires, and what they say, on one page for a telephone call. Only who they are must be answered.

    Of telephone and e-mail either may be missing. `known` is the reference of the household that they are of, once
    somebody has said so; then what is typed of who they are only adds to it.
    """

    kind = EnquiryReceived
    lists = {"source": "sources", "channel": "channels", "needs": "contact_needs", "interests": "offers"}

    known = wtforms.HiddenField()

    agency = ChoiceQuestion("Council", required="Choose the council")
    name = name_question("Name", hint="As they say it", required="Enter a name")
    phone = phone_question("Telephone")
    email = email_question("E-mail address")
    second_name = name_question("Second adult's name")
    second_phone = phone_question("Second adult's telephone")
    second_email = email_question("Second adult's e-mail address")
    postcode = TextQuestion(
        "Postcode",
        hint="Or its first half, like DE1",
        most=10,
        classes="govuk-input--width-10",
        attributes={"autocomplete": "off"},
    )
    address = LongTextQuestion("Address", hint="Shown only to those who ask for it", most=400)
    channel = channel_question()
    source = ChoiceQuestion("How they heard of us")
    employer = TextQuestion("Which employer", most=100, attributes={"autocomplete": "off"})
    campaign = TextQuestion("Which campaign or event", most=100, attributes={"autocomplete": "off"})
    referred_by = referrer_question()
    service = service_question()
    route = RadiosQuestion(
        "Interested in",
        choices=tuple(words.ROUTES.items()),
        default="mainstream",
        required="Choose what they are interested in",
        classes="govuk-radios--small hearth-choices",
    )
    interests = interests_question()
    best_time = best_time_question()
    note = LongTextQuestion("Notes", most=10_000)
    anyway = address_question()
    language = language_question()
    needs = needs_question()
    keep_in_touch = keep_in_touch_question()
    spoke = spoke_question()
    happened_on = received_question()

    def who_they_are(self, known: bool) -> None:
        """Of a household that is known, nothing must be answered."""
        if known:
            self.name.required = ""
            self.leave_out("agency")

    def settle(self) -> None:
        """Ask about an address in the notes only where there seems to be one."""
        if not self.anyway.errors and not self.anyway.data:
            del self["anyway"]
