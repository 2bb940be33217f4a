"""What the public page asks of an employer that wants to be Foster Friendly: a page for each thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm.forms.enquire import TRAP, CouncilForm
from crm.forms.govuk import Form
from crm.forms.questions import ChoiceQuestion, TextQuestion, WholeNumberQuestion
from crm.forms.records import in_words


class WhichCouncilForm(CouncilForm):
    """Which council, where several ask behind one door."""


class OrganisationForm(Form):
    """Which organisation."""

    name = TextQuestion(
        "Its name",
        most=100,
        required="Enter the name of your organisation",
        attributes={"autocomplete": "organization", "spellcheck": "false"},
    )
    sector = ChoiceQuestion("What it does", required="Choose what it does")
    size = ChoiceQuestion("How many people work for it", hint="Optional")


class LeaveForm(Form):
    """What it has in mind."""

    leave_days = WholeNumberQuestion(
        "How many days of paid leave a year could you give to people who foster?",
        hint="Many give 5. Leave it empty if you do not know yet: it promises nothing",
        least=0,
        most=60,
        unit="days",
        heading=True,
    )


class TalkForm(Form):
    """Whom to talk to: one way is enough."""

    contact = TextQuestion(
        "Your name",
        most=100,
        required="Enter your name",
        attributes={"autocomplete": "name", "spellcheck": "false"},
    )
    job = TextQuestion("Your job", hint="Optional", most=100, attributes={"autocomplete": "organization-title"})
    phone = TextQuestion(
        "Telephone", most=40, classes="govuk-input--width-20", attributes={"type": "tel", "autocomplete": "tel"}
    )
    email = TextQuestion(
        "E-mail address", most=254, attributes={"type": "email", "autocomplete": "email", "spellcheck": "false"}
    )
    company_site = TextQuestion("Leave this empty", most=400, attributes={"autocomplete": "off", "tabindex": "-1"})

    @property
    def trapped(self) -> bool:
        """Whether a machine filled in what nobody sees."""
        return bool(self.company_site.data)

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


class SendSignupForm(Form):
    """It is sent."""


FORMS: Mapping[str, type[Form]] = {
    "council": WhichCouncilForm,
    "organisation": OrganisationForm,
    "leave": LeaveForm,
    "contact": TalkForm,
}
HEADINGS = {"organisation": "Your organisation", "contact": "Whom should we talk to?"}


def answered(form: Form) -> list[tuple[str, str]]:
    """What a page asked and what was answered, in words."""
    return [(each.label.text, in_words(each)) for each in form.questions if each.name != TRAP]
