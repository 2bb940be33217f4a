"""The public form: one question a page. It advises, and never shuts the door; it asks nothing about health, faith
or origin, and for no life story (T42)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.forms.govuk import Form
from crm.forms.questions import CheckboxesQuestion, RadiosQuestion, TextQuestion
from crm.forms.records import in_words

TRAP = "company_site"  # nobody sees it: what is typed there was typed by a machine
BY_TURNS = "by turns"  # what is chosen by whoever leaves it to the hub: no slug has a space
YES_NO = (("yes", "Yes"), ("no", "No"))
# How those who are asked say where they heard; a source that is not here is worded as the council's list has it,
# and those with no words are for staff.
HEARD = {
    "website": "A website",
    "event": "An event",
    "word_of_mouth": "A friend or family",
    "existing_carer": "Somebody who fosters",
    "social_media": "Social media",
    "press_radio": "Newspaper, radio or television",
    "employer": "Where I work",
    "faith_or_community": "A faith or community group",
    "previous_enquirer": "I have asked before",
    "ifa_carer": "I foster with an independent agency",
    "phone": "",
    "hub": "",
    "other": "Another way",
}
# Where a council's enquiry keeps which one it was; of the other sources it is kept as a note, which may be erased.
WHICH = {
    "event": "campaign",
    "social_media": "campaign",
    "press_radio": "campaign",
    "employer": "employer",
    "existing_carer": "referred_by",
    "ifa_carer": "service",
}
TIMES = (
    ("any", "Any time"),
    ("morning", "In the morning"),
    ("afternoon", "In the afternoon"),
    ("evening", "In the evening"),
)


class RoomForm(Form):
    """A room to spare."""

    room = RadiosQuestion(
        "Do you have a spare bedroom?",
        hint="A child who is fostered usually needs a room of their own",
        choices=(*YES_NO, ("unsure", "Not sure, or not yet")),
        required="Choose whether you have a spare bedroom",
        heading=True,
    )


class AgeForm(Form):
    """Old enough."""

    age = RadiosQuestion(
        "Are you 21 or over?",
        hint="If two of you would foster together, answer for both",
        choices=YES_NO,
        required="Choose whether you are 21 or over",
        heading=True,
    )


class PostcodeForm(Form):
    """Where they live, as far as it says which council."""

    postcode = TextQuestion(
        "What is your postcode?",
        hint="It tells us which council is yours. Leave it empty if you would rather not say",
        most=10,
        classes="govuk-input--width-10",
        attributes={"autocomplete": "postal-code"},
        heading=True,
    )


class CouncilForm(Form):
    """Which council, where no postcode says."""

    council = RadiosQuestion(
        "Which council would you like to talk to?",
        hint="If you are not sure, choose the one that is nearest to you",
        required="Choose a council",
        heading=True,
    )


class NameForm(Form):
    """Who asks."""

    name = TextQuestion(
        "Your name",
        most=100,
        required="Enter your name",
        attributes={"autocomplete": "name", "spellcheck": "false"},
    )
    second_name = TextQuestion(
        "The other person's name, if two of you would foster together",
        hint="Optional",
        most=100,
        attributes={"autocomplete": "off", "spellcheck": "false"},
    )


class ContactForm(Form):
    """How to reach them: one way is enough."""

    phone = TextQuestion(
        "Telephone", most=40, classes="govuk-input--width-20", attributes={"type": "tel", "autocomplete": "tel"}
    )
    email = TextQuestion(
        "E-mail address",
        most=254,
        attributes={"type": "email", "autocomplete": "email", "spellcheck": "false"},
    )
    company_site = TextQuestion("Leave this empty", most=400, attributes={"autocomplete": "off", "tabindex": "-1"})

    def validate(self, extra_validators: Any = None) -> bool:
        """At least one way to reach them, and an empty trap."""
        sound = super().validate(extra_validators)
        if sound and not self.phone.data and not self.email.data:
            self.refuse("Enter a telephone number or an e-mail address, so that we can reach you", "phone")
            return False
        if self.trapped:
            self.refuse("Delete what stands in the last box, which people leave empty", TRAP)
            return False
        return sound

    @property
    def trapped(self) -> bool:
        """Whether a machine filled in what nobody sees."""
        return bool(self.company_site.data)


class HeardForm(Form):
    """How they heard."""

    source = RadiosQuestion(
        "How did you hear about fostering with us?",
        hint="Optional",
        classes="govuk-radios--small",
        heading=True,
    )
    which = TextQuestion(
        "Which one?",
        hint="Optional. For example the employer, the event, or who told you",
        most=100,
        attributes={"autocomplete": "off"},
    )


class TimeForm(Form):
    """When to call."""

    best_time = RadiosQuestion(
        "When is a good time to call you?",
        hint="We call on working days",
        choices=TIMES,
        required="Choose when to call you",
        heading=True,
    )


class HelpForm(Form):
    """What makes talking easier: what they need, never why."""

    needs = CheckboxesQuestion(
        "What would make it easier for us to talk?",
        hint="Optional. Choose all that you would like us to arrange",
        classes="govuk-checkboxes--small",
    )
    language = TextQuestion(
        "If you would like an interpreter, for which language?",
        hint="Optional",
        most=60,
        classes="govuk-input--width-20",
        attributes={"autocomplete": "off"},
    )


class SendForm(Form):
    """News, or not; asked where everything else can be checked."""

    keep_in_touch = CheckboxesQuestion("Keeping in touch", hint="", classes="govuk-checkboxes--small")


def heard(sources: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """A council's list of sources, in the words of those who are asked."""
    worded = ((code, HEARD.get(code, label)) for code, label in sources)
    return tuple((code, text) for code, text in worded if text)


FORMS: Mapping[str, type[Form]] = {
    "room": RoomForm,
    "age": AgeForm,
    "postcode": PostcodeForm,
    "council": CouncilForm,
    "name": NameForm,
    "contact": ContactForm,
    "heard": HeardForm,
    "time": TimeForm,
    "help": HelpForm,
}
STEPS = tuple(FORMS)
# What those who call read of the first two, by the question and its field.
SELF_CHECK = {"room": "Spare bedroom", "age": "21 or over"}


def answered(form: Form) -> list[tuple[str, str]]:
    """What a page asked and what was answered, in words."""
    return [(each.label.text, in_words(each)) for each in form.questions if each.name != TRAP]
